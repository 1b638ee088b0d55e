import * as pulumi from "@pulumi/pulumi";
import { OWNER } from "./owner";

/**
 * Labels (or tags, or metadata) of everything that can carry them: who created it, and with which stack. So every object
 * in a cluster and every line on a bill has an owner.
 */
export const labels = (): Record<string, string> => ({
  ...OWNER,
  "podium-stack": pulumi.getStack(),
});
