import * as pulumi from "@pulumi/pulumi";
import { InvalidConfig } from "../workload/problems";
import { imageByDigest } from "./name";

/** The stack of the root project that every deployment takes its image from. */
export const IMAGE_PROJECT = "podium-image";
export const IMAGE_STACK = "dev";

/**
 * The image to deploy, by digest: `given` (the configuration's `podium:image`) or, by default, the output of the stack
 * that built the sample image.
 * @returns it with its registry and without a tag.
 * @throws what `givenImage` does.
 */
export function imageReference(given: unknown): pulumi.Output<string> {
  if (given === undefined) {
    const stack = new pulumi.StackReference(`${pulumi.getOrganization()}/${IMAGE_PROJECT}/${IMAGE_STACK}`);
    return stack.requireOutput("reference").apply(String);
  }
  return pulumi.output(givenImage(given));
}

/**
 * The image that the configuration gives, with its registry and without a tag.
 * @throws InvalidConfig if it is not by digest: a tag can mean another image tomorrow, or on another engine.
 */
export function givenImage(given: unknown): string {
  const image = typeof given === "string" ? imageByDigest(given) : undefined;
  if (image) return image;
  const rule =
    "must be an image by digest, repository@sha256:…, in lower case and without http:// " +
    "(see `docker inspect --format '{{index .RepoDigests 0}}' IMAGE`)";
  throw new InvalidConfig([{ key: "podium:image", value: given, rule }]);
}
