import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../src/orchestrators/kubernetes/engine";
import { temporaryFolder } from "../../folder";
import { type Answer, fakeCluster, type FakeCluster, writeKubeconfig } from "./fake";

const NODE = "PATCH /api/v1/nodes/worker-1";
const PODS = "/api/v1/namespaces/apps/pods";
const eviction = (pod: string) => `POST ${PODS}/${pod}/eviction`;
const PROTECTED: Answer = [
  429,
  { kind: "Status", code: 429, message: "Cannot evict pod as it would violate the pod's disruption budget." },
];
const GONE: Answer = [404, { kind: "Status", code: 404, message: 'pods "web-1" not found' }];

let cluster: FakeCluster;
let engine: ReturnType<typeof connect>;

beforeEach(async () => {
  cluster = await fakeCluster({
    [NODE]: {},
    [`GET ${PODS}`]: {
      items: [
        { metadata: { name: "web-1" } },
        { metadata: { name: "web-2" } },
        { metadata: { name: "web-0", deletionTimestamp: "2026-01-01T00:00:00Z" } },
      ],
    },
    [eviction("web-1")]: { kind: "Status", status: "Success" },
    [eviction("web-2")]: { kind: "Status", status: "Success" },
  });
  const file = writeKubeconfig(join(temporaryFolder(), "kubeconfig"), { a: cluster.address }, "a");
  engine = connect({ kubeconfig: file, context: "a" });
});

/** Responds to a request with one answer after the other; the last one stays. */
function inTurn(request: string, ...answers: [Answer, ...Answer[]]) {
  const answer = cluster.answer.bind(cluster);
  cluster.answer = (method, path) =>
    `${method} ${path}` !== request
      ? answer(method, path)
      : answers.length > 1
        ? answers.shift()!
        : answers[0];
}

const drain = (seconds = 10, stop = new AbortController()) =>
  engine.drain!("apps/web", "worker-1", { seconds, stop: stop.signal });

describe("draining a node of Kubernetes", () => {
  it("cordons it, then evicts the deployment's own pods that are not ending", async () => {
    expect(await drain()).toBe("cordoned, 2 pods evicted");
    expect(cluster.requests).toEqual([
      NODE,
      `GET ${PODS}?fieldSelector=spec.nodeName%3Dworker-1&labelSelector=app.kubernetes.io%2Fname%3Dweb`,
      eviction("web-1"),
      eviction("web-2"),
    ]);
    expect(JSON.parse(cluster.bodies[0]!)).toMatchObject({ spec: { unschedulable: true } });
  });

  it("tries again while the disruption budget protects a pod", async () => {
    inTurn(eviction("web-2"), PROTECTED, PROTECTED, { kind: "Status" });
    expect(await drain()).toBe("cordoned, 2 pods evicted, 2 attempts refused by the PodDisruptionBudget");
  });

  it("gives up when the time is over, or the user interrupts it", async () => {
    inTurn(eviction("web-1"), PROTECTED);
    const reason = "the PodDisruptionBudget still protects the pod web-1";
    await expect(drain(0)).rejects.toThrow(reason);
    const stop = new AbortController();
    const draining = drain(60, stop);
    stop.abort();
    await expect(draining).rejects.toThrow(reason);
  });

  it("goes on if a pod is gone", async () => {
    inTurn(eviction("web-1"), GONE);
    expect(await drain()).toBe("cordoned, 2 pods evicted");
  });

  it("reports why a pod or the node cannot be changed", async () => {
    const refusal = (message: string): Answer => [403, { kind: "Status", code: 403, message }];
    cluster.answers[eviction("web-1")] = refusal("pods is forbidden");
    await expect(drain()).rejects.toThrow("the pod web-1 cannot be evicted: pods is forbidden");
    cluster.answers[NODE] = refusal("nodes is forbidden");
    await expect(drain()).rejects.toThrow("nodes is forbidden");
    await expect(engine.undrain!("worker-1")).rejects.toThrow("nodes is forbidden");
  });

  it("ends with a node that takes pods again", async () => {
    await engine.undrain!("worker-1");
    expect(cluster.requests).toEqual([NODE]);
    expect(JSON.parse(cluster.bodies[0]!)).toMatchObject({ spec: { unschedulable: false } });
  });
});
