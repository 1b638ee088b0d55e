import type { ContainerPolicy } from "../policy";

const BY_DIGEST = /@sha256:[0-9a-f]{64}$/;

/**
 * A tag can mean another image tomorrow, or on another node. Only an auxiliary container may use one: a program cannot
 * know which digest an official image has today.
 */
export const imageByDigest: ContainerPolicy = {
  name: "image-by-digest",
  description: "A container's image is referenced by digest.",
  item: "image",
  problem: ({ image = "", isAuxiliary }) =>
    isAuxiliary || BY_DIGEST.test(image)
      ? undefined
      : `has the image ${JSON.stringify(image)}; reference it by digest: repository@sha256:…`,
};
