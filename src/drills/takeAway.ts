import { existsSync } from "node:fs";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Interruption } from "../automation/interruption";
import { type Removal, remove } from "../automation/remove";
import { configFile } from "../automation/projects";
import { writeFile } from "../common/files";
import type { Progress } from "../common/progress";
import type { OrchestratorName } from "../orchestrators";
import type { Found, Journal } from "./journal";

/** Undoes what drills have changed in a stack's configuration file. */
export function restoreConfig(name: OrchestratorName, { config }: Found): void {
  if (existsSync(configFile(name))) writeFile(configFile(name), config);
}

/**
 * Removes a deployment that drills have changed, instead of restoring it. Only its configuration is restored first.
 */
export async function takeAway(
  name: OrchestratorName,
  found: Found,
  { pulumi, journal }: { pulumi: PulumiCommand; journal: Journal },
  report: Progress,
  interruption?: Interruption,
): Promise<Removal> {
  restoreConfig(name, found);
  const removal = await remove(name, pulumi, report, interruption);
  journal.remove(name);
  return removal;
}
