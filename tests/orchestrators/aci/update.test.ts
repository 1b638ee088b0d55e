import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AciDeployment } from "../../../src/orchestrators/aci/deployment";
import { untilReady } from "../../../src/orchestrators/aci/ready";
import { expectFailedOutputs, promiseOf } from "../../failures";
import { IMAGE, workloadOf } from "../../program";

const GROUP = "azure-native:containerinstance:ContainerGroup";

// Short waits: what counts here is the order.
vi.mock(import("node:timers/promises"), async (original) => {
  const timers = await original();
  const setTimeout: typeof timers.setTimeout = (ms, ...rest) =>
    timers.setTimeout(Math.min(ms ?? 0, 5), ...rest);
  return { ...timers, setTimeout };
});

describe("an update on ACI", () => {
  let close = () => {};
  expectFailedOutputs();
  afterEach(() => {
    close();
    vi.useRealTimers();
  });

  /** Where the groups respond: `ready` says which of them are, by name. */
  async function listen(ready: (name: string, path: string) => boolean | number): Promise<string> {
    const server = createServer(({ url = "" }, response) => {
      const [, name = "", ...path] = url.split("/");
      const answer = ready(name, `/${path.join("/")}`);
      response.writeHead(typeof answer === "number" ? answer : answer ? 200 : 503).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    close = () => server.close();
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Deploys as `pulumi up` does, with mocks; logs when Azure begins and ends to create a group. */
  async function up(address: string, changes: object, log: string[], preview = false): Promise<string[]> {
    const mocks: pulumi.runtime.Mocks = {
      async newResource({ type, name, inputs }) {
        if (type !== GROUP) return { id: name, state: inputs };
        log.push(`begin ${name}`);
        await sleep(5);
        log.push(`end ${name}`);
        const tags = { ...inputs.tags, testEndpoint: `${address}/${name}` };
        return { id: name, state: { ...inputs, tags, ipAddress: { fqdn: "no host name" } } };
      },
      call: ({ inputs }) => inputs,
    };
    await pulumi.runtime.setMocks(mocks, "test", "dev", preview);
    const { endpoints } = new AciDeployment("web", {
      workload: workloadOf({ port: 8085, ...changes }),
      image: IMAGE,
      isSample: true,
      target: { location: "westeurope" },
      zones: [],
    });
    return promiseOf(endpoints);
  }

  it("continues with the next group once the one before is ready", async () => {
    const log: string[] = [];
    const address = await listen((name, path) => {
      const request = `GET ${name} ${path}`;
      log.push(request);
      return log.filter((entry) => entry === request).length > 1;
    });
    const endpoints = await up(address, { replicas: 2, readiness: { path: "/ready" } }, log);
    expect(endpoints).toEqual([`${address}/web-0`, `${address}/web-1`]);
    expect(log).toEqual(
      ["web-1", "web-0"].flatMap((name) => [
        `begin ${name}`,
        `end ${name}`,
        `GET ${name} /ready`,
        `GET ${name} /ready`,
      ]),
    );
  });

  it.each([
    ["the workload has no readiness check", "none"],
    ["its readiness check is at a port that is not public", { path: "/ready", port: 9000 }],
  ])("takes any response but an error of the server for ready where %s", async (_, readiness) => {
    const log: string[] = [];
    const statuses = [502, 404];
    const address = await listen((name, path) => {
      log.push(`GET ${name} ${path}`);
      return statuses.shift() ?? 200;
    });
    await up(address, { replicas: 1, readiness }, log);
    expect(log).toEqual(["begin web-0", "end web-0", "GET web-0 /", "GET web-0 /"]);
  });

  it.each([1, 2, 3, 9])("touches at most %i groups at once", async (parallelism) => {
    const log: string[] = [];
    const address = await listen(() => true);
    await up(address, { replicas: 5, update: { parallelism } }, log);
    let [atOnce, most] = [0, 0];
    for (const entry of log) {
      atOnce += entry.startsWith("begin") ? 1 : -1;
      most = Math.max(most, atOnce);
    }
    expect(most).toBe(Math.min(parallelism, 5));
    expect(log).toHaveLength(10);
  });

  it("stops at the first group that does not become ready", async () => {
    const log: string[] = [];
    vi.useFakeTimers({ toFake: ["Date"] });
    const address = await listen((name) => {
      vi.setSystemTime(Date.now() + 25_000);
      return name !== "web-1";
    });
    await expect(up(address, { replicas: 3 }, log)).rejects.toThrow(
      `${address}/web-1/readyz is not ready after 60 s: it responds with 503`,
    );
    expect(log).toEqual(["begin web-2", "end web-2", "begin web-1", "end web-1"]);
  });

  it("waits longer for a group that may take longer to start", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const address = await listen(() => {
      vi.setSystemTime(Date.now() + 25_000);
      return false;
    });
    await expect(up(address, { startSeconds: 100 }, [])).rejects.toThrow("is not ready after 130 s");
  });

  it("waits for nothing in a preview", async () => {
    const requests: string[] = [];
    const address = await listen((name) => requests.push(name) > 0);
    expect(await up(address, { replicas: 2 }, [], true)).toEqual([`${address}/web-0`, `${address}/web-1`]);
    expect(requests).toEqual([]);
  });

  it("says why a group does not respond", async () => {
    const address = await listen(() => true);
    close();
    await expect(untilReady(address, { readinessPath: "/readyz" }, 0)).rejects.toThrow(
      /is not ready after 0 s: .*ECONNREFUSED/,
    );
  });
});
