import { probe } from "../automation/target";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import type { Probe } from "../orchestrators/engine";

export type Probes = Map<OrchestratorName, Probe>;

/** Probes the engines that the stacks are configured for, all at once. */
export async function probeAll(names: readonly OrchestratorName[] = ORCHESTRATOR_NAMES): Promise<Probes> {
  const probes = await Promise.all(names.map(probe));
  return new Map(names.map((name, index) => [name, probes[index]!]));
}

/** E.g. "Engine 1.5", "MiniStack 1.5 (emulator)". */
export function engineName(probe: Probe): string {
  if (!probe.reachable) return "";
  return `${probe.product} ${probe.version}${probe.kind === "real" ? "" : ` (${probe.kind})`}`;
}
