import { existsSync } from "node:fs";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Interruption } from "../automation/interruption";
import { remove } from "../automation/remove";
import { configFile } from "../automation/stacks";
import { writeFile } from "../common/files";
import type { Progress } from "../common/progress";
import type { OrchestratorName } from "../orchestrators";
import type { Found, Journal } from "./journal";

/**
 * Removes a deployment that drills have changed, instead of restoring it. Only its configuration is restored first.
 * @returns false if there was nothing to remove.
 */
export async function takeAway(
  name: OrchestratorName,
  found: Found,
  { pulumi, journal }: { pulumi: PulumiCommand; journal: Journal },
  report: Progress,
  interruption?: Interruption,
): Promise<boolean> {
  if (existsSync(configFile(name))) writeFile(configFile(name), found.config);
  const isRemoved = await remove(name, pulumi, report, interruption);
  journal.remove(name);
  return isRemoved;
}
