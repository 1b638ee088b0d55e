import type { ContainerPolicy } from "../policy";

const ROOT = /^(0+|root)(:|$)/;

/** Without a user, the image's own applies, and most images use root. */
export const nonRoot: ContainerPolicy = {
  name: "non-root",
  description: "A container runs as an explicit non-root user.",
  item: "user",
  problem({ user }) {
    if (!user) return "sets no user, so the image's own applies; set one other than root";
    return ROOT.test(user) ? "runs as root; set another user" : undefined;
  },
};
