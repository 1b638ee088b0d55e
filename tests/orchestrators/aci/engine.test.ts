import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../../src/orchestrators/aci/engine";
import { IMAGE } from "../../program";
import { clientOfFake } from "./fake";

const GROUPS = "/subscriptions/sub/resourceGroups/web/providers/Microsoft.ContainerInstance/containerGroups";

type Json = Record<string, unknown>;

/** A container group as Azure Resource Manager returns it. */
interface Group {
  provisioningState?: string;
  /** Of the group. */
  state?: string;
  /** Of its container. */
  current?: Json;
  restartCount?: number;
  events?: Json[];
  version?: string;
  workload?: string;
  image?: string;
  zones?: string[];
}

const RUNNING = { state: "Running", startTime: "2026-01-02T03:04:05Z", detailStatus: "" };

const answerOf = (name: string, group: Group, withView: boolean) => ({
  id: `${GROUPS}/${name}`,
  name,
  location: "westeurope",
  zones: group.zones,
  tags: { workload: group.workload ?? "web", version: group.version ?? "v1" },
  properties: {
    provisioningState: group.provisioningState ?? "Succeeded",
    osType: "Linux",
    containers: [
      {
        name: "app",
        properties: {
          image: group.image ?? IMAGE,
          resources: { requests: { cpu: 1, memoryInGB: 1 } },
          readinessProbe: { httpGet: { path: "/readyz", port: 8085 }, periodSeconds: 2 },
          ...(withView && {
            instanceView: {
              restartCount: group.restartCount ?? 0,
              currentState: group.current ?? RUNNING,
              events: group.events ?? [],
            },
          }),
        },
      },
    ],
    ...(withView && { instanceView: { state: group.state ?? "Running", events: [] } }),
  },
});

let server: Server;
let groups: Record<string, Group>;
let requests: string[];

/** Azure Resource Manager, as far as the engine uses it. */
beforeEach(async () => {
  groups = {};
  requests = [];
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    requests.push(`${request.method} ${pathname}`);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const name = pathname.slice(GROUPS.length + 1).split("/")[0]!;
    const isList =
      pathname === GROUPS || pathname.endsWith("sub/providers/Microsoft.ContainerInstance/containerGroups");
    if (isList && Object.keys(groups).length) {
      const value = Object.entries(groups).map(([each, group]) => answerOf(each, group, false));
      answer(200, { value });
    } else if (request.method === "POST" && groups[name]) {
      response.writeHead(204).end();
    } else if (groups[name] && name !== "web-gone") {
      answer(200, answerOf(name, groups[name], true));
    } else {
      answer(404, { error: { code: "ResourceNotFound", message: `The resource '${name}' was not found.` } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const CONNECTION = { subscription: "sub", location: "westeurope", resourceGroup: "web" };

const engineOfFake = (endpoint = address()) =>
  connect(CONNECTION, async (subscription) => clientOfFake(endpoint, subscription));

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const event = (name: string, message: string, seconds: number) => ({
  name,
  message,
  count: 4,
  firstTimestamp: ago(100),
  lastTimestamp: ago(seconds),
});
const unready = (seconds: number) =>
  event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", seconds);

describe("the instances on ACI", () => {
  it.each<[string, string, Group]>([
    ["ready", "it runs", {}],
    ["ready", "it has started", { events: [event("Started", "Started container", 1)] }],
    ["unready", "its latest readiness check failed", { events: [unready(1)] }],
    ["unready", "a readiness check failed within three intervals", { events: [unready(5)] }],
    ["ready", "no readiness check has failed for three intervals", { events: [unready(7)] }],
    ["ready", "a liveness check failed", { events: [event("Unhealthy", "Liveness probe failed", 1)] }],
    ["starting", "it has no node yet", { provisioningState: "Pending" }],
    ["starting", "it is being created", { provisioningState: "Creating" }],
    ["starting", "it moves to another node", { provisioningState: "Repairing" }],
    ["starting", "its process has not started yet", { current: { state: "Waiting" } }],
    ["unready", "its process crashes repeatedly", { current: { state: "Waiting" }, restartCount: 3 }],
    ["unready", "its process has ended", { current: { state: "Terminated", exitCode: 1 }, restartCount: 1 }],
    ["unready", "its node is lost", { provisioningState: "Unhealthy" }],
    ["failed", "it could not be created", { provisioningState: "Failed" }],
    ["failed", "a user has stopped it", { state: "Stopped", current: { state: "Terminated" } }],
  ])("are %s when %s", async (state, _, group) => {
    groups = { "web-0": group };
    expect(await engineOfFake().instances("web/web")).toMatchObject([{ id: "web-0", state }]);
  });

  it("have an image and a start", async () => {
    groups = { "web-0": {} };
    expect(await engineOfFake().instances("web/web")).toEqual([
      { id: "web-0", state: "ready", image: IMAGE, startedAt: "2026-01-02T03:04:05.000Z" },
    ]);
  });

  it("have the zone of their group, on machines that nobody sees", async () => {
    groups = { "web-0": { zones: ["2"] } };
    expect(await engineOfFake().instances("web/web")).toMatchObject([{ zone: "2" }]);
    expect(await engineOfFake().nodes()).toEqual([]);
  });

  it("are those of this deployment that still exist", async () => {
    groups = { "web-0": {}, "web-1": {}, "web-gone": {}, "other-0": { workload: "other" } };
    const ids = (await engineOfFake().instances("web/web")).map(({ id }) => id);
    expect(ids).toEqual(["web-0", "web-1"]);
    expect(requests).not.toContain(`GET ${GROUPS}/other-0`);
  });

  it("are none when there is no resource group", async () => {
    expect(await engineOfFake().instances("web/web")).toEqual([]);
  });
});

describe("a rollout on ACI", () => {
  const rollout = () => engineOfFake().rollout("web/web");

  it("is done once every group runs the same release", async () => {
    groups = { "web-0": {}, "web-1": {} };
    expect(await rollout()).toEqual({
      state: "done",
      detail: "web-0 v1 Succeeded Running; web-1 v1 Succeeded Running",
    });
  });

  it.each<[string, Group]>([
    ["another version", { version: "v2" }],
    ["another image", { image: IMAGE.replace(/a/g, "b") }],
    ["a group that Azure works on", { provisioningState: "Pending" }],
    ["a group that does not run yet", { state: "Pending" }],
  ])("is running while there is %s", async (_, group) => {
    groups = { "web-0": {}, "web-1": group };
    expect((await rollout()).state).toBe("running");
  });

  it("has failed when a group has", async () => {
    groups = { "web-0": {}, "web-1": { provisioningState: "Failed", state: "Stopped", version: "v2" } };
    expect(await rollout()).toEqual({
      state: "failed",
      detail: "web-0 v1 Succeeded Running; web-1 v2 Failed Stopped",
    });
  });
});

describe("killing an instance on ACI", () => {
  it("restarts its group", async () => {
    groups = { "web-0": {} };
    await engineOfFake().kill("web/web", "web-0");
    expect(requests).toEqual([`POST ${GROUPS}/web-0/restart`]);
  });

  it("fails when there is no such group", async () => {
    await expect(engineOfFake().kill("web/web", "web-7")).rejects.toThrow(
      "The resource 'web-7' was not found.",
    );
  });
});

describe("probing Azure", () => {
  it("finds the real one, which costs money and is never on this machine", async () => {
    groups = { "web-0": {} };
    expect(await engineOfFake().probe()).toEqual({
      reachable: true,
      product: "Azure Container Instances",
      version: "2023-05-01",
      kind: "real",
      address: address(),
      identity: "sub",
      local: false,
    });
  });

  it("reports that nothing listens", async () => {
    const endpoint = address();
    await new Promise((resolve) => server.close(resolve));
    expect(await engineOfFake(endpoint).probe()).toEqual({
      reachable: false,
      reason: expect.stringMatching(/^Azure does not respond: .*ECONNREFUSED/),
      remedy: expect.stringMatching(/^az login /),
    });
  });

  it("waits 3 seconds for a response", async () => {
    server.removeAllListeners("request");
    const { timeout } = AbortSignal;
    const timeouts: number[] = [];
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      timeouts.push(ms);
      return timeout(50);
    });
    expect(await engineOfFake().probe()).toMatchObject({
      reachable: false,
      reason: "Azure does not respond: no response within 3 s",
    });
    expect(timeouts).toEqual([3000]);
  });

  it("opens no client, and logs nothing, when there is no subscription", async () => {
    const output = vi.spyOn(process.stderr, "write");
    const open = vi.fn();
    const engine = connect({ location: "westeurope" }, open);
    const reason = "no subscription is configured, and `az` is not logged in";
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason,
      remedy: expect.stringMatching(/^az login /),
    });
    await expect(engine.instances("web/web")).rejects.toThrow(reason);
    expect(open).not.toHaveBeenCalled();
    expect(output).not.toHaveBeenCalled();
  });

  it("reports in one line that every way to log in has failed", async () => {
    const error = Object.assign(new Error("EnvironmentCredential is unavailable.\nCLI is unavailable."), {
      name: "AggregateAuthenticationError",
    });
    const probe = await connect(CONNECTION, () => Promise.reject(error)).probe();
    expect(probe).toMatchObject({ reason: "Azure does not respond: every way to log in has failed" });
  });
});

describe("the client of the engine", () => {
  it("is opened again after a failure, and kept after a success", async () => {
    groups = { "web-0": {} };
    const open = vi.fn(async (subscription: string) => clientOfFake(address(), subscription));
    open.mockRejectedValueOnce(new Error("not logged in"));
    const engine = connect(CONNECTION, open);
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: "Azure does not respond: not logged in",
    });
    expect(await engine.probe()).toMatchObject({ reachable: true });
    await Promise.all([engine.probe(), engine.instances("web/web"), engine.rollout("web/web")]);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it("stays in the connection's subscription when the environment names another later", async () => {
    groups = { "web-0": {} };
    const engine = engineOfFake();
    vi.stubEnv("AZURE_SUBSCRIPTION_ID", "12345678-1234-1234-1234-123456789abc");
    vi.stubEnv("ARM_SUBSCRIPTION_ID", "12345678-1234-1234-1234-123456789abc");
    expect(await engine.instances("web/web")).toHaveLength(1);
    await engine.kill("web/web", "web-0");
    expect(requests).toEqual([`GET ${GROUPS}`, `GET ${GROUPS}/web-0`, `POST ${GROUPS}/web-0/restart`]);
  });
});
