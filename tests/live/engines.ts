import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import type { EngineKind } from "../../src/orchestrators/engine";
import { get } from "../../src/common/http";

/**
 * The orchestrators whose engines answer on this machine; tests of the others are skipped, and shown as such.
 * @param kind only those that are so real.
 */
export async function localEngines(kind?: EngineKind): Promise<OrchestratorName[]> {
  const found = await Promise.all(
    ORCHESTRATOR_NAMES.map(async (name) => {
      const probe = await ORCHESTRATORS[name].engine.probe();
      return probe.reachable && probe.local && (!kind || probe.kind === kind) ? [name] : [];
    }),
  );
  return found.flat();
}

/**
 * The clouds that may be deployed to: only those named, e.g. `PODIUM_LIVE_CLOUDS=aci`, since they cost money wherever
 * they are real.
 */
export const CLOUDS = (process.env["PODIUM_LIVE_CLOUDS"] ?? "")
  .split(",")
  .filter(Boolean) as OrchestratorName[];

/** What the sample service tells of itself. */
export interface Info {
  version: string;
  instance: string;
  digest: string;
  orchestrator: string;
  limits: { cpu: number | null; memory: number | null };
  secrets: Record<string, { source: string; sha256: string }>;
}

/** Asks an endpoint as often as it takes to have heard of `instances` distinct ones, at most 30 times each. */
export async function instancesOf(endpoints: string[], instances: number): Promise<Info[]> {
  const seen = new Map<string, Info>();
  for (let request = 0; request < 30 * instances && seen.size < instances; request++) {
    const { body } = await get(`${endpoints[request % endpoints.length]}/api/info`);
    const info = JSON.parse(body) as Info;
    seen.set(info.instance, info);
  }
  return [...seen.values()];
}
