import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../app/bundle";
import { SampleImage } from "./build";
import { defaultRegistry } from "./name";

const config = new pulumi.Config("podium");

const image = bundle().then(
  (context) =>
    new SampleImage("podium", {
      context,
      registry: config.get("registry") ?? defaultRegistry(),
      baseImage:
        config.get("baseImage") ??
        process.env["PODIUM_BASE_IMAGE"] ??
        "gcr.io/distroless/nodejs22-debian12:nonroot",
      platform: config.get("platform"),
    }),
);

export const reference = pulumi.output(image).reference;
