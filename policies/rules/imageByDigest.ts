import type { ContainerPolicy } from "../policy";

const BY_DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Nomad's front door is no part of the contract, and comes by tag unless the stack's `proxyImage` says otherwise. */
const FRONT_DOOR = /(^|\/)haproxy:[\w.-]+$/;

/** A tag can mean another image tomorrow, or on another node. */
export const imageByDigest: ContainerPolicy = {
  name: "image-by-digest",
  description: "A container's image is named by its digest.",
  item: "image",
  problem: ({ image = "" }) =>
    BY_DIGEST.test(image) || FRONT_DOOR.test(image)
      ? undefined
      : `has the image ${JSON.stringify(image)}; name it by digest: repository@sha256:…`,
};
