import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Probe } from "../orchestrators/engine";

/** Asks the engines, all at once. */
export async function probeAll(
  names: OrchestratorName[] = ORCHESTRATOR_NAMES,
): Promise<Map<OrchestratorName, Probe>> {
  const probes = await Promise.all(names.map((name) => ORCHESTRATORS[name].engine.probe()));
  return new Map(names.map((name, index) => [name, probes[index]!]));
}

/** E.g. "Docker Swarm 27.1", "Marathon 1.11 (stand-in)". */
export function engineName(probe: Probe): string {
  if (!probe.reachable) return "";
  return `${probe.product} ${probe.version}${probe.kind === "real" ? "" : ` (${probe.kind})`}`;
}
