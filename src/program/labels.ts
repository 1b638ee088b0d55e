import * as pulumi from "@pulumi/pulumi";

/**
 * What everything that can carry labels (or tags, or metadata) says of itself: who has made it, and with which stack. So
 * nothing in a cluster or on a bill is nobody's.
 */
export const labels = (): Record<string, string> => ({
  "managed-by": "podium",
  "podium-stack": pulumi.getStack(),
});
