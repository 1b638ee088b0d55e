import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect } from "../../../src/orchestrators/kubernetes/engine";
import { listen } from "../../listen";
import { linesOf, READ } from "../logs-fake";
import { type Answer, type FakeCluster, fakeCluster, writeKubeconfig } from "./fake";
import { temporaryFolder } from "../../folder";

const LOG = "GET /api/v1/namespaces/web/pods/web-1/log";

const engineAt = (address: string) => {
  const kubeconfig = writeKubeconfig(join(temporaryFolder(), "kubeconfig"), { lab: address }, "lab");
  return connect({ kubeconfig, context: "lab", server: address });
};

async function withLog(log: Answer): Promise<[ReturnType<typeof connect>, FakeCluster]> {
  const cluster = await fakeCluster({ [LOG]: log });
  return [engineAt(cluster.address), cluster];
}

describe("the log of a pod", () => {
  it("is read from its beginning, with the context's credentials", async () => {
    const [engine, cluster] = await withLog("one\nzwölf\n");
    expect(await linesOf(engine, "web/web", "web-1", READ)).toEqual(["one", "zwölf"]);
    expect(cluster.requests).toEqual([`${LOG}?follow=false`]);
    expect([...cluster.tokens]).toEqual(["Bearer t0ken-lab"]);
  });

  it("is read from the last lines", async () => {
    const [engine, cluster] = await withLog("one\ntwo\n");
    await linesOf(engine, "web/web", "web-1", { follow: false, tail: 2 });
    await linesOf(engine, "web/web", "web-1", { follow: false, tail: 0 });
    expect(cluster.requests).toEqual([`${LOG}?follow=false&tailLines=2`, `${LOG}?follow=false&tailLines=0`]);
  });

  it("is followed until the reader has enough", async () => {
    const [engine, cluster] = await withLog({ open: "one\ntwo\n" });
    const lines = await linesOf(engine, "web/web", "web-1", { follow: true, tail: 5 }, 2);
    expect(lines).toEqual(["one", "two"]);
    expect(cluster.requests).toEqual([`${LOG}?follow=true&tailLines=5`]);
  });

  it("is not requested if the reader has enough already", async () => {
    const [engine, cluster] = await withLog({ open: "" });
    const options = { follow: true, signal: AbortSignal.abort() };
    const reading = engine.logs("web/web", "web-1", options)[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toThrow(/aborted/);
    expect(cluster.requests).toEqual([]);
  });

  it("is an error if the connection breaks while it is followed", async () => {
    const server = createServer((_, response) => {
      response.write("one\n", () => setTimeout(() => response.destroy(), 10));
    });
    const engine = engineAt(await listen(server));
    await expect(linesOf(engine, "web/web", "web-1", { follow: true })).rejects.toThrow(/aborted|closed/);
  });

  it.each([READ, { follow: true }])("is an error with the cluster's own reason: %j", async (options) => {
    const message = 'container "app" in pod "web-1" is waiting to start: ContainerCreating';
    const [engine] = await withLog([400, { kind: "Status", message }]);
    await expect(linesOf(engine, "web/web", "web-1", options)).rejects.toThrow(
      `the cluster returns no log: ${message}`,
    );
  });

  it("is an error with the response's status if there is no reason", async () => {
    const [engine] = await withLog([502, "<html>Bad Gateway</html>"]);
    await expect(linesOf(engine, "web/web", "web-1", READ)).rejects.toThrow(
      "the cluster returns no log: HTTP 502 Bad Gateway",
    );
  });
});
