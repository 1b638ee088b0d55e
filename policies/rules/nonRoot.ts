import type { ContainerPolicy } from "../policy";

const ROOT = /^(0+|root)(:|$)/;

/** Left open, it is the image's to say, and most images say root. */
export const nonRoot: ContainerPolicy = {
  name: "non-root",
  description: "A container runs as a user that is named and is not root.",
  item: "user",
  problem({ user }) {
    if (!user) return "names no user, so that the image's own applies; set one that is not root";
    return ROOT.test(user) ? "runs as root; set another user" : undefined;
  },
};
