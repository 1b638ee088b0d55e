import type { Connection } from "../../../src/program/connection";
import type { Engine } from "../../../src/orchestrators/engine";
import { FakeCluster } from "../../drills/support/cluster";
import { schema } from "./connection";

const clusters = new Map<string, FakeCluster>();

/** The cluster of a name; it exists from the moment that someone asks for it. */
export function clusterOf(name: string): FakeCluster {
  let cluster = clusters.get(name);
  if (!cluster) clusters.set(name, (cluster = new FakeCluster()));
  return cluster;
}

/** A cluster in this process. */
export function connect(connection: Connection): Engine {
  const { cluster } = schema.parse(connection);
  const { engine } = clusterOf(cluster);
  return {
    ...engine,
    probe: async () => ({
      reachable: true,
      product: "Memory",
      version: "1",
      kind: "real",
      address: `memory:${cluster}`,
      identity: cluster,
      local: true,
    }),
    async *logs(reference, id) {
      yield `${reference} ${id}: started`;
    },
  };
}
