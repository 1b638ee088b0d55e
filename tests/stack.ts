import { vi } from "vitest";
import type { OrchestratorName } from "../src/orchestrators";
import { type PlannedResource, record, type Recording } from "../src/plan/record";

const SECRET_KEYS = ["podium:secrets", "podium:registryCredentials"];

/**
 * The resources of the orchestrator's own stack program, with this configuration.
 * @param outputs what an engine would answer, see `Recording`.
 */
export async function planStack(
  name: OrchestratorName,
  config: Record<string, string> = {},
  outputs: Recording["outputs"] = {},
): Promise<PlannedResource[]> {
  vi.resetModules();
  const secretKeys = SECRET_KEYS.filter((key) => key in config);
  const { resources } = await record(
    { project: `podium-${name}`, config, secretKeys, outputs },
    () => import(`../stacks/${name}/index.ts`),
  );
  return resources;
}
