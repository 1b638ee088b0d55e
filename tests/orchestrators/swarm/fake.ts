import { connect } from "../../../src/orchestrators/swarm/engine";
import { fakeDocker, type Reply } from "../../docker";
import { IMAGE } from "../../program";

const MANAGER = {
  "GET /info": {
    ID: "e1",
    ServerVersion: "28.1",
    Swarm: { LocalNodeState: "active", ControlAvailable: true, Cluster: { ID: "s1" } },
  },
  "GET /version": { Components: [{ Name: "Engine" }] },
  "GET /nodes": [
    {
      ID: "n1",
      Spec: { Labels: { zone: "east" }, Role: "manager", Availability: "active" },
      Description: { Hostname: "alpha" },
      Status: { State: "ready", Addr: "10.0.0.1" },
      ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "10.0.0.1:2377" },
    },
  ],
};

/** The engine of a manager with these replies, and a client that is bound to it. */
export async function manager(replies: Record<string, Reply> = {}) {
  const { port, calls } = await fakeDocker({ ...MANAGER, ...replies });
  const host = `tcp://127.0.0.1:${port}`;
  return { port, host, calls, engine: connect({ host }) };
}

/** A task of the service `web` on the node `n1`. */
export const task = (ID: string, State: string, DesiredState: string) => ({
  ID,
  NodeID: "n1",
  DesiredState,
  Status: { State, Timestamp: "2026-01-01T00:00:00Z", ContainerStatus: { ContainerID: `container-${ID}` } },
  Spec: { ContainerSpec: { Image: IMAGE } },
});
