import { arch, cpus, release, totalmem, type } from "node:os";
import type { Results } from "./result";
import type { Site } from "./site";

/** This machine, on which results depend. */
export function machine(): Results["machine"] {
  const processors = cpus();
  return {
    os: `${type()} ${release()}`,
    architecture: arch(),
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  };
}

/** The engines that responded, with their nodes. */
export async function engines(sites: Pick<Site, "name" | "probe" | "engine">[]): Promise<Results["engines"]> {
  const found = sites.map(async ({ name, probe, engine }) => {
    if (!probe.reachable) return [];
    const { product, version, kind } = probe;
    const nodes = await engine.nodes().catch(() => []);
    const known = nodes.map((node) => ({ name: node.name, zone: node.zone, isManager: node.isManager }));
    return [[name, { product, version, kind, ...(known.length && { nodes: known }) }] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}
