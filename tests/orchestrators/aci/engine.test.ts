import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../../src/orchestrators/aci/azure";
import { aciEngine, engine } from "../../../src/orchestrators/aci/engine";
import { IMAGE } from "../../program";
import { clientOfFake } from "./fake";

const GROUPS = "/subscriptions/sub/resourceGroups/web/providers/Microsoft.ContainerInstance/containerGroups";

type Json = Record<string, unknown>;

/** A container group as Azure Resource Manager answers it. */
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
}

const RUNNING = { state: "Running", startTime: "2026-01-02T03:04:05Z", detailStatus: "" };

const answerOf = (name: string, group: Group, withView: boolean) => ({
  id: `${GROUPS}/${name}`,
  name,
  location: "westeurope",
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

/** Azure Resource Manager, as far as the engine asks it. */
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
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const engineOfFake = (endpoint = address()) => aciEngine(async () => clientOfFake(endpoint));

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
    ["unready", "its last readiness check failed", { events: [unready(1)] }],
    ["ready", "no readiness check has failed for three intervals", { events: [unready(8)] }],
    ["ready", "a liveness check failed", { events: [event("Unhealthy", "Liveness probe failed", 1)] }],
    ["starting", "it has no node yet", { provisioningState: "Pending" }],
    ["starting", "it is brought up", { provisioningState: "Creating" }],
    ["starting", "it is moved to another node", { provisioningState: "Repairing" }],
    ["starting", "its process waits for the first time", { current: { state: "Waiting" } }],
    ["unready", "its process crashes again and again", { current: { state: "Waiting" }, restartCount: 3 }],
    ["unready", "its process has ended", { current: { state: "Terminated", exitCode: 1 }, restartCount: 1 }],
    ["unready", "its node is lost", { provisioningState: "Unhealthy" }],
    ["failed", "it could not be made", { provisioningState: "Failed" }],
    ["failed", "somebody has stopped it", { state: "Stopped", current: { state: "Terminated" } }],
  ])("are %s when %s", async (state, _, group) => {
    groups = { "web-0": group };
    expect(await engineOfFake().instances("web/web")).toMatchObject([{ id: "web-0", state }]);
  });

  it("are told with image and start", async () => {
    groups = { "web-0": {} };
    expect(await engineOfFake().instances("web/web")).toEqual([
      { id: "web-0", state: "ready", image: IMAGE, startedAt: "2026-01-02T03:04:05.000Z" },
    ]);
  });

  it("are those of this deployment that are still there", async () => {
    groups = { "web-0": {}, "web-1": {}, "web-gone": {}, "other-0": { workload: "other" } };
    const ids = (await engineOfFake().instances("web/web")).map(({ id }) => id);
    expect(ids).toEqual(["web-0", "web-1"]);
    expect(requests).not.toContain(`GET ${GROUPS}/other-0`);
  });

  it("are none where there is no resource group", async () => {
    expect(await engineOfFake().instances("web/web")).toEqual([]);
  });
});

describe("a rollout on ACI", () => {
  const rollout = () => engineOfFake().rollout("web/web");

  it("is done once every group runs the same", async () => {
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

  it("fails where there is no such group", async () => {
    await expect(engineOfFake().kill("web/web", "web-7")).rejects.toThrow(
      "The resource 'web-7' was not found.",
    );
  });
});

describe("looking for Azure", () => {
  it("finds the real one, which costs money", async () => {
    groups = { "web-0": {} };
    expect(await engineOfFake().probe()).toEqual({
      reachable: true,
      product: "Azure Container Instances",
      version: "2023-05-01",
      kind: "real",
      address: address(),
      local: false,
    });
  });

  it("tells that nobody listens", async () => {
    const endpoint = address();
    await new Promise((resolve) => server.close(resolve));
    expect(await engineOfFake(endpoint).probe()).toEqual({
      reachable: false,
      reason: expect.stringMatching(/^Azure does not answer: .*ECONNREFUSED/),
      remedy: expect.stringMatching(/^az login\b/),
    });
  });

  it("waits 3 seconds for an answer", async () => {
    server.removeAllListeners("request");
    const begin = Date.now();
    const probe = await engineOfFake().probe();
    expect(probe).toMatchObject({
      reachable: false,
      reason: expect.stringMatching(/no answer within 3 s|abort/),
    });
    expect(Date.now() - begin).toBeLessThan(4500);
  });

  it("asks nobody, and logs nothing, where nobody is logged in", async () => {
    const output = vi.spyOn(process.stderr, "write");
    nobody();
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "Azure does not answer: no subscription is chosen, and nobody is logged in",
      remedy: expect.stringMatching(/^az login\b/),
    });
    expect(output).not.toHaveBeenCalled();
  });

  it("tells in one line that no way to log in worked", async () => {
    const error = Object.assign(new Error("EnvironmentCredential is unavailable.\nCLI is unavailable."), {
      name: "AggregateAuthenticationError",
    });
    const probe = await aciEngine(() => Promise.reject(error)).probe();
    expect(probe).toMatchObject({ reason: "Azure does not answer: no way to log in worked" });
  });

  it("tries again after a failure", async () => {
    groups = { "web-0": {} };
    const open = vi.fn().mockRejectedValueOnce(new Error("not logged in"));
    open.mockResolvedValue(
      Object.assign(Object.create(null), { apiVersion: "1", containerGroups: { list: () => [].values() } }),
    );
    const patient = aciEngine(open);
    expect(await patient.probe()).toMatchObject({ reachable: false });
    expect(await patient.probe()).toMatchObject({ reachable: true });
    await patient.probe();
    expect(open).toHaveBeenCalledTimes(2);
  });
});

describe("the subscription", () => {
  it.each(["AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID"])("is that of %s", async (variable) => {
    nobody();
    vi.stubEnv(variable, "chosen");
    expect((await connect()).subscriptionId).toBe("chosen");
  });

  it("is otherwise the default one of az", async () => {
    const folder = mkdtempSync(join(tmpdir(), "azure-"));
    const subscriptions = [
      { id: "first", isDefault: false },
      { id: "second", isDefault: true },
    ];
    writeFileSync(join(folder, "azureProfile.json"), `\uFEFF${JSON.stringify({ subscriptions })}`);
    nobody();
    vi.stubEnv("AZURE_CONFIG_DIR", folder);
    expect((await connect()).subscriptionId).toBe("second");
    rmSync(folder, { recursive: true });
  });
});

/** An environment in which nobody has logged in to Azure. */
function nobody(): void {
  vi.stubEnv("AZURE_SUBSCRIPTION_ID", "");
  vi.stubEnv("ARM_SUBSCRIPTION_ID", "");
  vi.stubEnv("AZURE_CONFIG_DIR", "/nonexistent");
}
