import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../app/bundle";
import { SampleImage } from "./build";

const config = new pulumi.Config("podium");

const image = bundle().then(
  (context) =>
    new SampleImage("podium", {
      context,
      registry: config.get("registry") ?? process.env["PODIUM_REGISTRY"] ?? "localhost:5000",
      baseImage:
        config.get("baseImage") ??
        process.env["PODIUM_BASE_IMAGE"] ??
        "gcr.io/distroless/nodejs22-debian12:nonroot",
      platform: config.get("platform"),
    }),
);

export const reference = pulumi.output(image).reference;
