import * as pulumi from "@pulumi/pulumi";
import { InvalidConfig } from "../workload/problems";

/** The stack of the root project that every deployment takes its image from. */
export const IMAGE_PROJECT = "podium-image";
export const IMAGE_STACK = "dev";

const BY_DIGEST = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

/**
 * The image to deploy, by digest: `given` (the configuration's `podium:image`) or, by default, the output of the stack
 * that built the sample image.
 * @throws InvalidConfig if `given` is not by digest: a tag can mean another image tomorrow, or on another engine.
 */
export function imageReference(given: unknown): pulumi.Output<string> {
  if (given === undefined) {
    const stack = new pulumi.StackReference(`${pulumi.getOrganization()}/${IMAGE_PROJECT}/${IMAGE_STACK}`);
    return stack.requireOutput("reference").apply(String);
  }
  if (typeof given === "string" && BY_DIGEST.test(given)) return pulumi.output(given);
  const rule =
    "must be an image by digest, repository@sha256:… (see `docker inspect --format '{{index .RepoDigests 0}}' IMAGE`)";
  throw new InvalidConfig([{ key: "podium:image", value: given, rule }]);
}
