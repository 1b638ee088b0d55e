import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../app/bundle";
import { SampleImage } from "./build";
import { checkRegistry, defaultRegistry } from "./name";

const config = new pulumi.Config("podium");

const image = bundle().then(
  (context) =>
    new SampleImage("podium", {
      context,
      registry: registry(),
      baseImage:
        config.get("baseImage") ??
        process.env["PODIUM_BASE_IMAGE"] ??
        "gcr.io/distroless/nodejs22-debian12:nonroot",
      platform: config.get("platform"),
    }),
);

function registry(): string {
  const configured = config.get("registry");
  if (configured !== undefined) return checkRegistry("podium:registry", configured);
  return defaultRegistry();
}

export const reference = pulumi.output(image).reference;
