import { describe, expect, it, vi } from "vitest";
import { connect } from "../../../src/orchestrators/marathon/engine";
import { linesOf, READ, serve } from "../logs-fake";
import { fakeMarathon, task, version } from "./fake";

// A log is looked at again without a pause.
vi.mock("../../../src/orchestrators/lines", async (original) => ({
  ...(await original<typeof import("../../../src/orchestrators/lines")>()),
  nextLook: async (signal?: AbortSignal) => !signal?.aborted,
}));

const APP = {
  id: "/web",
  instances: 1,
  taskKillGracePeriodSeconds: 20,
  container: { docker: { image: "podium" } },
  version: version(1),
  versionInfo: { lastConfigChangeAt: version(1) },
  tasks: [task("web.1", { slaveId: "S1" })],
  deployments: [],
};

/** The engine of a Marathon that reports this about itself. */
async function marathonWith(info: object, tasks = APP.tasks) {
  const fake = await fakeMarathon();
  fake.app = { ...APP, tasks };
  fake.instead = ({ path }) => (path === "/v2/info" ? [200, info] : undefined);
  return connect({ url: fake.url });
}

const marathonOf = (master: string) => marathonWith({ marathon_config: { mesos_leader_ui_url: master } });

/**
 * A Mesos that is master and agent at once; a file grows by its next part each time that its end has been read, where a
 * character may be incomplete.
 */
async function mesos(files: Record<string, (string | Buffer)[]>, sandboxes: object = {}) {
  const url = await serve(({ path, query }) => {
    const { port } = new URL(url);
    if (path === "/slaves")
      return JSON.stringify({ slaves: [{ id: "S1", hostname: "127.0.0.1", port: Number(port) }] });
    if (path === "/state") {
      const executors = [{ id: "web.1", directory: "/sandbox" }];
      return JSON.stringify({ frameworks: [{ executors, ...sandboxes }] });
    }
    const parts = (files[query["path"]!] ??= [""]);
    const file = Buffer.from(parts[0]!);
    const data = file.subarray(Number(query["offset"]), Number(query["offset"]) + Number(query["length"]));
    if (data.length < 4 && parts.length > 1)
      parts.splice(0, 2, Buffer.concat([file, Buffer.from(parts[1]!)]));
    return JSON.stringify({ data: data.toString() });
  });
  return url;
}

describe("the log of a Marathon task", () => {
  it("is in its sandbox, on the agent that the Mesos master knows", async () => {
    const url = await mesos({ "/sandbox/stdout": ["one\nzwölf\n"], "/sandbox/stderr": ["oh\n"] });
    const engine = await marathonOf(`${url}/`);
    expect(await linesOf(engine, "/web", "web.1", READ)).toEqual(["one", "zwölf", "oh"]);
    expect(await linesOf(engine, "/web", "web.1", { follow: false, tail: 1 })).toEqual(["zwölf", "oh"]);
  });

  it("is read to its end, however long it is", async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    const engine = await marathonOf(await mesos({ "/sandbox/stdout": [`${lines.join("\n")}\n`] }));
    expect(await linesOf(engine, "/web", "web.1", READ)).toEqual(lines);
  });

  it("keeps a character that a chunk ends within", async () => {
    const line = "a".repeat(65_535);
    const engine = await marathonOf(await mesos({ "/sandbox/stdout": [`${line}ü\nzwölf\n`] }));
    expect(await linesOf(engine, "/web", "web.1", READ)).toEqual([`${line}ü`, "zwölf"]);
  });

  it("keeps a character that is not complete yet while it is followed", async () => {
    const emoji = Buffer.from("🎼");
    const parts = [
      Buffer.concat([Buffer.from("one\n"), emoji.subarray(0, 3)]),
      Buffer.concat([emoji.subarray(3), Buffer.from("\nzwölf\n")]),
    ];
    const engine = await marathonOf(await mesos({ "/sandbox/stdout": parts }));
    expect(await linesOf(engine, "/web", "web.1", { follow: true }, 3)).toEqual(["one", "🎼", "zwölf"]);
  });

  it("is still there after the task has ended", async () => {
    const sandboxes = { executors: [], completed_executors: [{ id: "web.1", directory: "/old" }] };
    const engine = await marathonOf(await mesos({ "/old/stdout": ["one\n"] }, sandboxes));
    expect(await linesOf(engine, "/web", "web.1", READ)).toEqual(["one"]);
  });

  it("is followed by complete lines", async () => {
    const engine = await marathonOf(await mesos({ "/sandbox/stdout": ["one\ntw", "o\n"] }));
    expect(await linesOf(engine, "/web", "web.1", { follow: true }, 2)).toEqual(["one", "two"]);
  });

  it("is out of reach if Marathon reports no Mesos master or no agent", async () => {
    const engine = await marathonWith({ name: "marathon" });
    await expect(linesOf(engine, "/web", "web.1", READ)).rejects.toThrow(
      "logs are files on Mesos agents, but this Marathon reports no Mesos master for its tasks",
    );
    await expect(linesOf(engine, "/web", "gone", READ)).rejects.toThrow("/web has no task gone");
    const info = { marathon_config: { mesos_leader_ui_url: "http://127.0.0.1:8" } };
    const other = await marathonWith(info, [task("web.1")]);
    await expect(linesOf(other, "/web", "web.1", READ)).rejects.toThrow(
      "reports no Mesos agent for its tasks",
    );
  });

  it("is an error if Mesos has forgotten the agent or the sandbox", async () => {
    const forgetful = await marathonOf(await mesos({}, { executors: [] }));
    await expect(linesOf(forgetful, "/web", "web.1", READ)).rejects.toThrow(
      /has no sandbox of the task web\.1$/,
    );
    const url = await serve(({ path }) =>
      path === "/slaves" ? JSON.stringify({ slaves: [] }) : [404, "not found"],
    );
    await expect(linesOf(await marathonOf(url), "/web", "web.1", READ)).rejects.toThrow(/knows no agent S1$/);
  });

  it("is an error if Mesos refuses, without the query", async () => {
    const url = await serve(() => [500, "oh"]);
    await expect(linesOf(await marathonOf(url), "/web", "web.1", READ)).rejects.toThrow(
      `Mesos at ${url} responds to /slaves with 500`,
    );
  });

  it("is an error if Mesos does not respond", async () => {
    await expect(linesOf(await marathonOf("http://127.0.0.1:8"), "/web", "web.1", READ)).rejects.toThrow(
      "Mesos at http://127.0.0.1:8 does not respond: connect ECONNREFUSED 127.0.0.1:8",
    );
  });
});
