import * as pulumi from "@pulumi/pulumi";
import { givenImage } from "./given";
import { IMAGE_PROJECT, IMAGE_STACK } from "./project";

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
