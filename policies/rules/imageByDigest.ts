import type { ContainerPolicy } from "../policy";

const BY_DIGEST = /@sha256:[0-9a-f]{64}$/;

/**
 * A tag can mean another image tomorrow, or on another node. Nomad's front door alone may have one: a program cannot know
 * which digest its official image has today.
 */
export const imageByDigest: ContainerPolicy = {
  name: "image-by-digest",
  description: "A container's image is named by its digest.",
  item: "image",
  problem: ({ image = "", frontDoor }) =>
    frontDoor || BY_DIGEST.test(image)
      ? undefined
      : `has the image ${JSON.stringify(image)}; name it by digest: repository@sha256:…`,
};
