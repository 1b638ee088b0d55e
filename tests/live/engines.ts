import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { get } from "../../src/http";

/** The orchestrators whose engines answer on this machine; tests of the others are skipped, and shown as such. */
export async function localEngines(): Promise<OrchestratorName[]> {
  const found = await Promise.all(
    ORCHESTRATOR_NAMES.map(async (name) => {
      const probe = await ORCHESTRATORS[name].engine.probe();
      return probe.reachable && probe.local ? [name] : [];
    }),
  );
  return found.flat();
}

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
