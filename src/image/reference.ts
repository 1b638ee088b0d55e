import * as pulumi from "@pulumi/pulumi";
import { InvalidWorkload } from "../workload/workload";

/** The stack of the root project that every deployment takes its image from. */
export const IMAGE_PROJECT = "podium-image";
export const IMAGE_STACK = "dev";

const BY_DIGEST = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

/**
 * The image to deploy, by digest: `given` where there is one (the configuration's `podium:image`), otherwise the
 * output of the stack that has built Podium's own.
 * @throws InvalidWorkload if `given` is not by digest: a tag can mean another image tomorrow, or on another engine.
 */
export function imageReference(given: unknown): pulumi.Output<string> {
  if (given === undefined) {
    const stack = new pulumi.StackReference(`${pulumi.getOrganization()}/${IMAGE_PROJECT}/${IMAGE_STACK}`);
    return stack.requireOutput("reference").apply(String);
  }
  if (typeof given === "string" && BY_DIGEST.test(given)) return pulumi.output(given);
  const allowed =
    "an image by digest, repository@sha256:… (docker inspect --format '{{index .RepoDigests 0}}' IMAGE tells)";
  throw new InvalidWorkload([{ key: "podium:image", value: given, allowed }]);
}

/** The host of a registry, a repository or an image. */
export const hostOf = (reference: string): string => reference.split("/")[0] ?? reference;

/** Whether a registry is on this machine: such a one speaks plain HTTP. */
export const isLocal = (registry: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+)(:\d+)?$/.test(hostOf(registry));
