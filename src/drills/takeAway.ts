import { existsSync, writeFileSync } from "node:fs";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Interruption } from "../automation/interruption";
import { remove } from "../automation/remove";
import { configFile, type Report } from "../automation/stacks";
import type { OrchestratorName } from "../orchestrators";
import type { Found, Journal } from "./journal";

/**
 * Takes a deployment away that drills have changed: its configuration is put back first, and there is nothing more to
 * restore.
 * @returns false if there was nothing.
 */
export async function takeAway(
  name: OrchestratorName,
  found: Found,
  { pulumi, journal }: { pulumi: PulumiCommand; journal: Journal },
  report: Report,
  interruption?: Interruption,
): Promise<boolean> {
  if (existsSync(configFile(name))) writeFileSync(configFile(name), found.config);
  const isRemoved = await remove(name, pulumi, report, interruption);
  journal.remove(name);
  return isRemoved;
}
