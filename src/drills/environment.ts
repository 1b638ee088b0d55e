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

/** The engines that responded. */
export function engines(sites: Pick<Site, "name" | "probe">[]): Results["engines"] {
  return Object.fromEntries(
    sites.flatMap(({ name, probe }) =>
      probe.reachable
        ? [[name, { product: probe.product, version: probe.version, kind: probe.kind }] as const]
        : [],
    ),
  );
}
