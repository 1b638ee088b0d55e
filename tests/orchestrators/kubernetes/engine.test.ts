import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bootId } from "../../../src/common/machine";
import * as reach from "../../../src/common/reach";
import { connectionOf } from "../../../src/orchestrators/kubernetes/connection";
import { connect } from "../../../src/orchestrators/kubernetes/engine";
import { type FakeCluster, fakeCluster, writeKubeconfig } from "./fake";
import { temporaryFolder } from "../../folder";

vi.mock("../../../src/common/machine", () => ({
  bootId: vi.fn(() => "boot-1"),
  isOwnAddress: (address: string) => address.startsWith("192.0.2."),
}));
vi.mock("../../../src/common/reach", { spy: true });
afterEach(() => vi.resetAllMocks());

const VERSION = "GET /version";
const NODES = "GET /api/v1/nodes";
const SLICES = "GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
const SYSTEM = "GET /api/v1/namespaces/kube-system";
const PODS = "GET /api/v1/namespaces/apps/pods";
const DEPLOYMENT = "GET /apis/apps/v1/namespaces/apps/deployments/web";
const FORBIDDEN: [number, object] = [403, { kind: "Status", message: "forbidden" }];

const node = (bootID: string) => ({ metadata: { name: "n1" }, status: { nodeInfo: { bootID } } });
const healthy = {
  [VERSION]: { gitVersion: "v1.34.2" },
  [NODES]: { items: [node("boot-2")] },
  [SYSTEM]: { metadata: { uid: "uid-1" } },
};

let cluster: FakeCluster;
let file: string;
/** Connects to the cluster through a context of this name. */
function engineOf(context = "lab", server = cluster.address) {
  writeKubeconfig(file, { [context]: cluster.address }, context);
  return connect({ kubeconfig: file, context, server });
}

beforeEach(async () => {
  vi.mocked(bootId).mockReturnValue("boot-1");
  file = join(temporaryFolder(), "kubeconfig");
  cluster = await fakeCluster(healthy);
});

describe("Kubernetes' probe", () => {
  it("reports the cluster's version, address and identity, with the context's credentials", async () => {
    expect(await engineOf().probe()).toEqual({
      reachable: true,
      product: "Kubernetes",
      version: "v1.34.2",
      kind: "real",
      address: `${cluster.address} (context lab)`,
      identity: "uid-1",
      local: false,
    });
    expect([...cluster.tokens]).toEqual(["Bearer t0ken-lab"]);
  });

  it("recognizes an emulator by the version that it reports", async () => {
    cluster.answers = { ...healthy, [VERSION]: { gitVersion: "v1.34.2-emulator" } };
    expect(await engineOf().probe()).toMatchObject({ kind: "emulator" });
  });

  it("takes the address for the identity if the user may not read the namespace kube-system", async () => {
    cluster.answers = { ...healthy, [SYSTEM]: FORBIDDEN };
    expect(await engineOf().probe()).toMatchObject({ reachable: true, identity: cluster.address });
  });

  it("does not change the identity because a request fails", async () => {
    cluster.answers = { ...healthy, [SYSTEM]: [500, { message: "etcd is down" }] };
    expect(await engineOf().probe()).toMatchObject({
      reachable: false,
      reason: "the cluster of the context lab reports an error: etcd is down",
    });
  });

  it("reports a response that is not Kubernetes' own by its status", async () => {
    cluster.answers = { [VERSION]: [502, "<html>Bad Gateway</html>"] };
    expect(await engineOf().probe()).toEqual({
      reachable: false,
      reason: "the cluster of the context lab reports an error: HTTP 502 Bad Gateway",
      remedy: "kubectl --context lab auth whoami",
    });
  });

  it("says how to get a cluster if none responds", async () => {
    const address = "http://127.0.0.1:9";
    writeKubeconfig(file, { lab: address }, "lab");
    const probe = await connect({ kubeconfig: file, context: "lab", server: address }).probe();
    expect(probe).toEqual({
      reachable: false,
      reason: expect.stringMatching(
        /^the cluster of the context lab does not respond: .*connect ECONNREFUSED 127\.0\.0\.1:9$/,
      ),
      remedy: "kind create cluster --config engines/kind.yaml   (or point KUBECONFIG at a cluster)",
    });
  });

  it("gives up on a cluster that accepts connections without responding", async () => {
    const { withTimeout } = await vi.importActual<typeof reach>("../../../src/common/reach");
    vi.mocked(reach.withTimeout).mockImplementationOnce((promise) => withTimeout(promise, 0.1));
    cluster.answers = { ...healthy, [VERSION]: { open: "" } };
    expect(await engineOf().probe()).toMatchObject({
      reachable: false,
      reason: "the cluster of the context lab does not respond: no response within 0.1 s",
    });
  });
});

describe("the client", () => {
  it.each([
    ["a trailing slash", (address: string) => `${address}/`],
    ["credentials", (address: string) => address.replace("//", "//user:pass@")],
  ])("reaches a server whose address has %s in the kubeconfig", async (_, written) => {
    writeKubeconfig(file, { lab: written(cluster.address) }, "lab");
    const probe = await connect(connectionOf({ kubeconfig: file })).probe();
    expect(probe).toMatchObject({ reachable: true, address: `${cluster.address} (context lab)` });
  });

  it("ignores incomplete entries of other clusters in the kubeconfig", async () => {
    const engine = engineOf();
    const content = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown[]>;
    for (const list of ["clusters", "contexts"]) content[list]!.unshift({ name: "other" });
    writeFileSync(file, JSON.stringify(content));
    expect(await engine.probe()).toMatchObject({ reachable: true });
  });

  it("is opened once and kept", async () => {
    cluster.answers = { ...healthy, [PODS]: { items: [] } };
    const engine = engineOf();
    await engine.instances("apps/web");
    rmSync(file);
    await expect(engine.instances("apps/web")).resolves.toEqual([]);
    expect(await engine.probe()).toMatchObject({ reachable: true });
  });

  it("is opened again after a failed probe, since credentials expire", async () => {
    cluster.answers = { ...healthy, [VERSION]: [401, { message: "Unauthorized" }] };
    const engine = engineOf();
    expect(await engine.probe()).toMatchObject({ reason: expect.stringMatching(/HTTP 401 Unauthorized$/) });
    cluster.answers = healthy;
    writeFileSync(file, readFileSync(file, "utf8").replace("t0ken-lab", "renewed"));
    expect(await engine.probe()).toMatchObject({ reachable: true });
    expect([...cluster.tokens]).toEqual(["Bearer t0ken-lab", "Bearer renewed"]);
  });
});

describe("a cluster on this machine", () => {
  const isLocal = async (context?: string) => (await engineOf(context).probe()) as { local?: boolean };

  it("is one with a node that has this machine's boot id", async () => {
    cluster.answers = { ...healthy, [NODES]: { items: [node("boot-2"), node("boot-1")] } };
    expect(await isLocal()).toMatchObject({ local: true });
  });

  it.each(["lab", "kind-lab"])("is not one behind a loopback address alone: context %s", async (context) => {
    expect(cluster.address).toContain("127.0.0.1");
    expect(await isLocal(context)).toMatchObject({ local: false });
  });

  it("is not one whose nodes the user may not list", async () => {
    cluster.answers = { ...healthy, [NODES]: FORBIDDEN };
    expect(await isLocal()).toMatchObject({ reachable: true, local: false });
  });

  it.each([
    ["docker-desktop", true],
    ["rancher-desktop", true],
    ["orbstack", true],
    ["minikube", true],
    ["colima", true],
    ["microk8s", true],
    ["kind-lab", true],
    ["k3d-lab", true],
    ["production", false],
    ["not-kind-lab", false],
  ])("has the context of a local tool, if this machine has no boot id: %s", async (context, local) => {
    vi.mocked(bootId).mockReturnValue(undefined);
    cluster.answers = { ...healthy, [NODES]: { items: [{ status: {} }] } };
    expect(await isLocal(context)).toMatchObject({ local });
  });

  it("is not one elsewhere, whatever the context is called", async () => {
    vi.mocked(bootId).mockReturnValue(undefined);
    // An address of this machine that is not loopback.
    const address = cluster.address.replace("127.0.0.1", "0.0.0.0");
    writeKubeconfig(file, { "kind-lab": address }, "kind-lab");
    const probe = await connect({ kubeconfig: file, context: "kind-lab", server: address }).probe();
    expect(probe).toMatchObject({ reachable: true, local: false });
  });
});

describe("a kubeconfig that does not lead to the cluster", () => {
  const failureOf = async (connection: Parameters<typeof connect>[0]) => {
    const engine = connect(connection);
    const probe = await engine.probe();
    if (probe.reachable) throw new Error("the engine is reachable");
    for (const call of [
      engine.instances("apps/web"),
      engine.nodes(),
      engine.rollout("apps/web"),
      engine.kill("apps/web", "web-1"),
      engine.logs("apps/web", "web-1", { follow: false })[Symbol.asyncIterator]().next(),
    ]) {
      await expect(call).rejects.toThrow(probe.reason);
    }
    expect(cluster.requests).toEqual([]);
    return probe;
  };

  it("is refused if the context has moved to another server, naming both", async () => {
    writeKubeconfig(file, { lab: cluster.address }, "lab");
    const connection = { kubeconfig: file, context: "lab", server: "https://10.0.0.1:6443" };
    expect(await failureOf(connection)).toEqual({
      reachable: false,
      reason: `the context lab leads to ${cluster.address} now, but the stack was deployed to https://10.0.0.1:6443`,
      remedy: `make the context lab in ${file} lead to https://10.0.0.1:6443 again`,
    });
  });

  it("is refused if the context has vanished", async () => {
    writeKubeconfig(file, { other: cluster.address }, "other");
    expect(await failureOf({ kubeconfig: file, context: "lab", server: cluster.address })).toEqual({
      reachable: false,
      reason: `${file} has no context lab`,
      remedy: `restore the context lab in ${file}`,
    });
  });

  it("is refused if the context's cluster has vanished", async () => {
    const contexts = [{ name: "lab", context: { cluster: "gone", user: "lab" } }];
    writeFileSync(file, JSON.stringify({ contexts }));
    expect(await failureOf({ kubeconfig: file, context: "lab" })).toMatchObject({
      reason: `${file} has no cluster gone, which the context lab names`,
    });
  });

  it("is reported if there is no current context", async () => {
    writeKubeconfig(file, { lab: cluster.address });
    expect(await failureOf({ kubeconfig: file })).toEqual({
      reachable: false,
      reason: `${file} has no current context`,
      remedy: "kubectl config use-context NAME",
    });
  });

  it("is reported if there is no file", async () => {
    expect(await failureOf({ kubeconfig: file })).toEqual({
      reachable: false,
      reason: `there is no kubeconfig file ${file}`,
      remedy: "kind create cluster --config engines/kind.yaml   (or point KUBECONFIG at a cluster)",
    });
  });

  it("is reported without quoting it if it is not YAML", async () => {
    writeFileSync(file, "users: [{ name: lab, user: { token: t0ken }\n}");
    const probe = await failureOf({ kubeconfig: file });
    expect(probe).toEqual({
      reachable: false,
      reason: `${file} is not a kubeconfig file`,
      remedy: `repair ${file}, or point KUBECONFIG at another file`,
    });
  });

  it("is reported if it cannot be read", async () => {
    expect(await failureOf({ kubeconfig: temporaryFolder() })).toMatchObject({
      reason: expect.stringMatching(/ cannot be read: EISDIR$/),
    });
  });

  it("is read again by the next call", async () => {
    const engine = connect({ kubeconfig: file, context: "lab", server: cluster.address });
    await expect(engine.instances("apps/web")).rejects.toThrow("there is no kubeconfig file");
    cluster.answers = { [PODS]: { items: [] } };
    writeKubeconfig(file, { lab: cluster.address });
    expect(await engine.instances("apps/web")).toEqual([]);
  });
});

describe("Kubernetes' instances", () => {
  const IMAGE = `registry.example.com/app@sha256:${"a".repeat(64)}`;
  const running = {
    name: "app",
    started: true,
    imageID: IMAGE,
    state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
  };
  const pod = ({ metadata = {}, spec = {}, status = {} } = {}) => ({
    metadata: { name: "web-1", ...metadata },
    spec: { nodeName: "n1", containers: [{ name: "app", image: IMAGE }], ...spec },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [running],
      ...status,
    },
  });
  const instancesOf = (...pods: object[]) => {
    cluster.answers = { [PODS]: { items: pods } };
    return engineOf().instances("apps/web");
  };

  it("are the workload's pods", async () => {
    expect(await instancesOf(pod(), pod({ metadata: { name: "web-2" } }))).toEqual(
      ["web-1", "web-2"].map((id) => ({
        id,
        state: "ready",
        image: IMAGE,
        startedAt: "2026-01-01T00:00:00.000Z",
        node: "n1",
      })),
    );
    expect(cluster.requests[0]).toBe(
      "GET /api/v1/namespaces/apps/pods?labelSelector=app.kubernetes.io%2Fname%3Dweb",
    );
  });

  it("are none if nothing is deployed", async () => {
    expect(await instancesOf()).toEqual([]);
  });

  const NOT_READY = { conditions: [{ type: "Ready", status: "False" }] };
  const UNSTARTED = { ...NOT_READY, containerStatuses: [{ ...running, started: false }] };
  it.each([
    ["ready", pod()],
    ["unready", pod({ status: NOT_READY })],
    ["unready", pod({ status: { conditions: [{ type: "ContainersReady", status: "True" }] } })],
    ["starting", pod({ status: UNSTARTED })],
    ["starting", pod({ status: { phase: "Pending", conditions: [], containerStatuses: undefined } })],
    ["failed", pod({ status: { ...UNSTARTED, phase: "Failed" } })],
    ["stopping", pod({ metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } })],
  ])("are %s: %j", async (state, each) => {
    expect(await instancesOf(each)).toMatchObject([{ state }]);
  });

  const other = IMAGE.replaceAll("a".repeat(64), "b".repeat(64));
  it.each([
    // The runtime reports the digest of an index or of a platform's image, whichever it finds first.
    ["the specified image, if that has a digest", IMAGE, other, IMAGE],
    ["the reported image, if the specified one has no digest", "app:1", other, other],
    ["the specified image before the runtime reports one", "app:1", "", "app:1"],
  ])("have %s", async (_, image, imageID, expected) => {
    const spec = { containers: [{ name: "app", image }] };
    const status = { containerStatuses: [{ ...running, imageID }] };
    expect(await instancesOf(pod({ spec, status }))).toMatchObject([{ image: expected }]);
  });

  it("have the API server's reason as an error if it refuses to list them", async () => {
    cluster.answers = { [PODS]: [403, { kind: "Status", message: "pods is forbidden" }] };
    const failed = engineOf().instances("apps/web");
    await expect(failed).rejects.toThrow(/^pods is forbidden$/);
  });

  it("have the zones of their nodes, which are asked for once", async () => {
    const zone = { "topology.kubernetes.io/zone": "a" };
    cluster.answers = {
      [PODS]: { items: [pod(), pod({ spec: { nodeName: undefined } })] },
      [NODES]: { items: [{ metadata: { name: "n1", labels: zone } }] },
      [SLICES]: { items: [] },
    };
    const engine = engineOf();
    for (let turn = 0; turn < 3; turn++) {
      expect((await engine.instances("apps/web")).map(({ zone }) => zone)).toEqual(["a", undefined]);
    }
    expect(cluster.requests.filter((each) => each === NODES)).toHaveLength(1);
  });

  it("have no zones for users who may not list nodes", async () => {
    cluster.answers = { [PODS]: { items: [pod()] }, [NODES]: FORBIDDEN };
    expect(await engineOf().instances("apps/web")).toMatchObject([{ node: "n1", zone: undefined }]);
  });
});

describe("Kubernetes' nodes", () => {
  const CONTROL = { "node-role.kubernetes.io/control-plane": "" };
  const described = ({ labels = {}, unschedulable = false, ready = "True", address = "10.0.0.1" } = {}) => ({
    metadata: { name: "n1", labels },
    spec: unschedulable ? { unschedulable } : {},
    status: {
      addresses: [
        { type: "Hostname", address: "n1" },
        { type: "InternalIP", address },
      ],
      conditions: [
        { type: "MemoryPressure", status: "False" },
        { type: "Ready", status: ready },
      ],
    },
  });
  const nodesOf = (nodes: object[], slices: object | [number, object] = { items: [] }) => {
    cluster.answers = { [NODES]: { items: nodes }, [SLICES]: slices };
    return engineOf().nodes();
  };

  it("have a zone and an address", async () => {
    expect(await nodesOf([described({ labels: { "topology.kubernetes.io/zone": "a" } })])).toEqual([
      { name: "n1", zone: "a", state: "ready", isManager: false, address: "10.0.0.1" },
    ]);
  });

  it.each([
    ["2", "4194304Ki", 2, 4096],
    ["1900m", "2Gi", 1.9, 2048],
    ["0.5", "1048576", 0.5, 1],
    [undefined, "a lot", undefined, undefined],
  ])("have the cores (%s) and the memory (%s) that pods may use", async (cpu, memory, cores, mebibytes) => {
    const { status, ...rest } = described();
    const found = await nodesOf([{ ...rest, status: { ...status, allocatable: { cpu, memory } } }]);
    expect(found[0]).toMatchObject({ cores, memory: mebibytes });
  });

  it.each([
    ["draining", { unschedulable: true }],
    ["down", { ready: "False" }],
    ["down", { ready: "Unknown" }],
    ["down", { ready: "Unknown", unschedulable: true }],
  ])("are %s with %j", async (state, changes) => {
    expect(await nodesOf([described(changes)])).toMatchObject([{ state }]);
  });

  it("take part in control if they are labelled so, or an API server has their address", async () => {
    const slices = {
      items: [{ endpoints: [{ addresses: ["10.0.0.3", "192.0.2.1"] }] }, { endpoints: null }],
    };
    const nodes = [
      described({ labels: CONTROL }),
      described({ address: "10.0.0.2" }),
      described({ address: "10.0.0.3" }),
      // Another address of this machine.
      described({ address: "192.0.2.2" }),
    ];
    const isManager = async (response: object | [number, object]) =>
      (await nodesOf(nodes, response)).map((each) => each.isManager);
    expect(await isManager(slices)).toEqual([true, false, true, true]);
    expect(await isManager(FORBIDDEN)).toEqual([true, false, false, false]);
  });

  it("are an error with the API server's reason for users who may not list them", async () => {
    cluster.answers = { [NODES]: FORBIDDEN, [SLICES]: { items: [] } };
    await expect(engineOf().nodes()).rejects.toThrow(/^forbidden$/);
  });
});

describe("Kubernetes' rollout", () => {
  const rolloutOf = (status: object, generation = 2) => {
    cluster.answers = { [DEPLOYMENT]: { metadata: { generation }, spec: { replicas: 2 }, status } };
    return engineOf().rollout("apps/web");
  };
  const progress = (reason: string) => ({
    conditions: [
      { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
      { type: "Progressing", reason, message: "in words" },
    ],
  });
  const complete = {
    observedGeneration: 2,
    updatedReplicas: 2,
    replicas: 2,
    availableReplicas: 2,
    ...progress("NewReplicaSetAvailable"),
  };
  const late = progress("ProgressDeadlineExceeded");

  it.each([
    ["done", complete],
    ["running", { ...complete, updatedReplicas: 1 }],
    ["running", { ...complete, replicas: 3 }],
    ["running", { ...complete, availableReplicas: 1 }],
    ["running", { ...complete, availableReplicas: undefined }],
  ])("is %s: %j", async (state, status) => {
    expect(await rolloutOf(status)).toEqual({ state, detail: "NewReplicaSetAvailable: in words" });
  });

  it("has failed once its deadline has passed", async () => {
    expect(await rolloutOf({ ...complete, ...late })).toEqual({
      state: "failed",
      detail: "ProgressDeadlineExceeded: in words",
    });
  });

  it.each([complete, { ...complete, ...late }])(
    "is running as long as the status is that of the update before: %j",
    async (status) => {
      const expected = { state: "running", detail: "the update has not been observed yet" };
      expect(await rolloutOf(status, 3)).toEqual(expected);
    },
  );

  it("is an error if nothing is deployed", async () => {
    const path = DEPLOYMENT.replace("GET ", "");
    await expect(engineOf().rollout("apps/web")).rejects.toThrow(`${path} not found`);
  });
});

describe("Kubernetes' kill", () => {
  const POD = "DELETE /api/v1/namespaces/apps/pods/web-1";

  it("deletes the pod without a grace period", async () => {
    cluster.answers = { [POD]: {} };
    await engineOf().kill("apps/web", "web-1");
    expect(cluster.requests).toEqual([`${POD}?gracePeriodSeconds=0`]);
  });

  it("is an error if there is no such pod", async () => {
    await expect(engineOf().kill("apps/web", "web-1")).rejects.toThrow(
      /^\/api\/v1\/namespaces\/apps\/pods\/web-1 not found$/,
    );
  });
});
