import { existsSync, writeFileSync } from "node:fs";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
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
  signal?: AbortSignal,
): Promise<boolean> {
  if (existsSync(configFile(name))) writeFileSync(configFile(name), found.config);
  const isRemoved = await remove(name, pulumi, report, signal);
  journal.remove(name);
  return isRemoved;
}
