import { STACK } from "../../src/automation/projects";
import { probe } from "../../src/automation/target";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../src/orchestrators";
import type { EngineKind } from "../../src/orchestrators/engine";
import { get } from "../../src/common/http";

/**
 * The orchestrators whose engines are found on this machine; tests of the others are skipped and reported as such.
 * @param kind only engines of this kind.
 */
export async function localEngines(kind?: EngineKind): Promise<OrchestratorName[]> {
  const found = await Promise.all(
    ORCHESTRATOR_NAMES.map(async (name) => {
      const found = await probe(name);
      return found.reachable && found.local && (!kind || found.kind === kind) ? [name] : [];
    }),
  );
  return found.flat();
}

/** The clouds to deploy to, e.g. `PODIUM_LIVE_CLOUDS=aci`: none by default, since real ones cost money. */
export const CLOUDS = (process.env["PODIUM_LIVE_CLOUDS"] ?? "")
  .split(",")
  .filter(Boolean) as OrchestratorName[];

/** The stacks that the tests deploy: one of the `podium` command, and others of plain Pulumi. */
export const STACKS = { podium: STACK, byHand: "by-hand", secrets: "secrets" };

/** What the sample service reports about itself. */
export interface Info {
  version: string;
  instance: string;
  digest: string;
  orchestrator: string;
  limits: { cpu: number | null; memory: number | null };
  secrets: Record<string, { source: string; fingerprint: string }>;
}

/**
 * Requests endpoints, one at a time, until `instances` distinct ones have responded, for at most ten seconds: when Pulumi has
 * finished, an engine may take a moment to lead requests to the last instance.
 */
export async function instancesOf(endpoints: string[], instances: number): Promise<Info[]> {
  const seen = new Map<string, Info>();
  const deadline = Date.now() + 10_000;
  for (let request = 0; Date.now() < deadline && seen.size < instances; request++) {
    const { body } = await get(`${endpoints[request % endpoints.length]}/api/info`);
    const info = JSON.parse(body) as Info;
    seen.set(info.instance, info);
  }
  return [...seen.values()];
}
