import { vi } from "vitest";
import type { OrchestratorName } from "../src/orchestrators";
import { type PlannedResource, record, type Recording } from "../src/plan/record";

/** The keys of the contract whose values Pulumi keeps encrypted. */
const SECRET_KEYS = ["podium:secrets", "podium:registryCredentials"];

/**
 * The resources of an orchestrator's own stack program, and its outputs.
 * @param outputs what an engine would answer, see `Recording`.
 */
export async function runStack(
  name: OrchestratorName,
  config: Record<string, string> = {},
  outputs?: Recording["outputs"],
): Promise<{ resources: PlannedResource[]; result: Record<string, unknown> }> {
  vi.resetModules();
  const secretKeys = SECRET_KEYS.filter((key) => key in config);
  return record(
    { project: `podium-${name}`, config, secretKeys, outputs },
    () => import(`../stacks/${name}/index.ts`) as Promise<Record<string, unknown>>,
  );
}

/** Its resources alone. */
export const planStack = async (...args: Parameters<typeof runStack>): Promise<PlannedResource[]> =>
  (await runStack(...args)).resources;
