import { arch, cpus, release, totalmem, type } from "node:os";
import type { OrchestratorName } from "../orchestrators";
import type { Probe } from "../orchestrators/engine";
import type { Results } from "./result";

/** What results depend on beside the orchestrators: without it two people's cannot be compared. */
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

/** The engines that answered. */
export function engines(probes: Map<OrchestratorName, Probe>): Results["engines"] {
  return Object.fromEntries(
    [...probes].flatMap(([name, probe]) =>
      probe.reachable
        ? [[name, { product: probe.product, version: probe.version, kind: probe.kind }] as const]
        : [],
    ),
  );
}
