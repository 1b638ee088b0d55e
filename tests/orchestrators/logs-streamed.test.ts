import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { engine as kubernetes } from "../../src/orchestrators/kubernetes/engine";
import { engine as nomad } from "../../src/orchestrators/nomad/engine";
import { engine as swarm } from "../../src/orchestrators/swarm/engine";
import { fakeDocker } from "../docker";
import { type Answer, type Asked, linesOf, READ, serve } from "./logs-fake";

afterEach(() => vi.unstubAllEnvs());

/** A frame of Docker's: 1 is stdout, 2 is stderr. */
const frame = (stream: 1 | 2, text: string) =>
  String.fromCharCode(stream, 0, 0, 0, 0, 0, 0, Buffer.byteLength(text)) + text;

describe("the log of a task of Swarm", () => {
  const docker = async (reply: string | number) => {
    const fake = await fakeDocker({ "GET /tasks/t1/logs": reply });
    vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${fake.port}`);
    return fake;
  };

  it.each([READ, { follow: true }])("comes without Docker's frames: %j", async (options) => {
    await docker(frame(1, "one\n") + frame(2, "two\n") + frame(1, "th") + frame(1, "ree\n"));
    expect(await linesOf(swarm, "web", "t1", options)).toEqual(["one", "two", "three"]);
  });

  it("is followed until nobody wants more", async () => {
    vi.stubEnv("DOCKER_HOST", (await serve(() => ({ open: frame(1, "one\n") }))).replace("http:", "tcp:"));
    expect(await linesOf(swarm, "web", "t1", { follow: true }, 1)).toEqual(["one"]);
  });

  it("is asked for by lines from the end", async () => {
    const { calls } = await docker(frame(1, "last\n"));
    await linesOf(swarm, "web", "t1", { follow: false, tail: 1 });
    await linesOf(swarm, "web", "t1", READ);
    expect(calls.map(({ query }) => query["tail"])).toEqual(["1", "all"]);
  });

  it("is an error where there is none", async () => {
    await docker(404);
    await expect(linesOf(swarm, "web", "t1", READ)).rejects.toThrow(/404/);
  });
});

describe("the log of a pod", () => {
  async function cluster(answer: (asked: Asked) => Answer) {
    const server = await serve(answer);
    const file = join(mkdtempSync(join(tmpdir(), "podium-")), "kubeconfig");
    const config = {
      // Without the last word, the client would not speak plain HTTP.
      clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    writeFileSync(file, JSON.stringify(config));
    vi.stubEnv("KUBECONFIG", file);
  }
  const LOG = "/api/v1/namespaces/web/pods/web-1/log";

  it("is read, from the end where wanted", async () => {
    const asked: Asked[] = [];
    await cluster((each) => {
      asked.push(each);
      return "one\ntwo\n";
    });
    expect(await linesOf(kubernetes, "web/web", "web-1", { follow: false, tail: 2 })).toEqual(["one", "two"]);
    expect(asked).toMatchObject([{ path: LOG, query: { tailLines: "2" } }]);
  });

  it("is followed, of the pod's own container", async () => {
    const asked: Asked[] = [];
    await cluster((each) => {
      asked.push(each);
      if (each.path !== LOG) return JSON.stringify({ spec: { containers: [{ name: "app" }] } });
      return each.query["follow"] === "true" ? { open: "one\ntwo\nthree\n" } : "one\n";
    });
    expect(await linesOf(kubernetes, "web/web", "web-1", { follow: true }, 3)).toEqual([
      "one",
      "two",
      "three",
    ]);
    expect(asked.at(-1)).toMatchObject({ path: LOG, query: { follow: "true", container: "app" } });
  });

  it.each([READ, { follow: true }])("is an error with the cluster's own reason: %j", async (options) => {
    const message = 'container "app" in pod "web-1" is waiting to start: ContainerCreating';
    await cluster(() => [400, JSON.stringify({ kind: "Status", message })]);
    const reading = linesOf(kubernetes, "web/web", "web-1", options);
    await expect(reading).rejects.toThrow(`the cluster gives no log: ${message}`);
  });
});

describe("the log of an allocation", () => {
  async function agent(logs: Record<string, string>) {
    const asked: Asked["query"][] = [];
    const url = await serve(({ path, query }) => {
      asked.push(query);
      if (path !== "/v1/client/fs/logs/a1") return [404, "unknown allocation"];
      const log = logs[query["type"]!] ?? "";
      return query["follow"] === "true" ? { open: "later\n" } : log;
    });
    vi.stubEnv("NOMAD_ADDR", url);
    return asked;
  }

  it("is stdout, and then stderr, each from the end where wanted", async () => {
    const asked = await agent({ stdout: "one\ntwo\n", stderr: "oh\n" });
    expect(await linesOf(nomad, "default/web", "a1", READ)).toEqual(["one", "two", "oh"]);
    expect(await linesOf(nomad, "default/web", "a1", { follow: false, tail: 1 })).toEqual(["two", "oh"]);
    expect(asked[0]).toMatchObject({ namespace: "default", task: "app", plain: "true", origin: "start" });
  });

  it("is followed from where it was read to, both at once", async () => {
    const asked = await agent({ stdout: "zwölf\n", stderr: "oh\n" });
    const lines = await linesOf(nomad, "default/web", "a1", { follow: true, tail: 1 }, 4);
    expect(lines.sort()).toEqual(["later", "later", "oh", "zwölf"]);
    const offsets = asked
      .filter(({ follow }) => follow === "true")
      .map(({ type, offset }) => `${type} ${offset}`);
    expect(offsets.sort()).toEqual(["stderr 3", "stdout 7"]);
  });

  it("is an error where Nomad does not have it", async () => {
    await agent({});
    await expect(linesOf(nomad, "default/web", "gone", READ)).rejects.toThrow(
      "Nomad answers 404: unknown allocation",
    );
  });
});
