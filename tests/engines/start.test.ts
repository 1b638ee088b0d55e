import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startedEngine } from "../../src/common/started";
import { connect } from "../../src/docker/client";
import { findCompose } from "../../src/engines/compose";
import type { Machine } from "../../src/engines/machine";
import { startEngines } from "../../src/engines/start";
import { unfinished } from "../../src/engines/unfinished";
import { fakeDocker } from "../docker";
import { temporaryFolder } from "../folder";
import { fakeCompose } from "./support/docker";
import { serviceOf } from "./support/service";

let folder: string;
beforeEach(() => vi.stubEnv("PODIUM_ENGINES", (folder = temporaryFolder())));
afterEach(() => vi.unstubAllEnvs());

async function machine(): Promise<Machine> {
  const { port } = await fakeDocker({ "GET /containers/json": [] });
  const docker = await connect({ host: `tcp://127.0.0.1:${port}` });
  return { docker, info: {}, address: "unix:///docker.sock", compose: await findCompose() };
}

const options = { report: () => undefined, nodes: 1 };
/** Whether a command that was killed has left something to finish. */
const begun = () => unfinished(() => false);

describe("starting engines", () => {
  it("waits until they are healthy, and notes how to reach them", async () => {
    const { calls } = fakeCompose({ up: "true" });
    await startEngines(
      await machine(),
      [serviceOf(), serviceOf({ name: "dale", environment: { DALE: "x" } })],
      options,
    );
    expect(calls()).toEqual(["up --detach --wait --wait-timeout 1800 hill dale"]);
    expect(startedEngine("hill")).toEqual({ HILL_URL: "http://127.0.0.1:1" });
    expect(startedEngine("dale")).toEqual({ DALE: "x" });
    expect(begun()).toBeUndefined();
  });

  it("keeps a copy of the file that stacks need, which only its owner reads", async () => {
    const { calls } = fakeCompose({ cat: "echo clusters" });
    const file = { variable: "KUBECONFIG", path: "/etc/hill.yaml" };
    await startEngines(await machine(), [serviceOf({ environment: {}, file })], options);
    expect(calls().at(-1)).toBe("exec --no-TTY hill cat /etc/hill.yaml");
    const copy = startedEngine("hill")["KUBECONFIG"]!;
    expect(readFileSync(copy, "utf8")).toBe("clusters\n");
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  it("starts further nodes where an engine can have them", async () => {
    const { calls } = fakeCompose({});
    const services = [serviceOf({ nodes: "hill-node" }), serviceOf({ name: "dale" })];
    await startEngines(await machine(), services, { ...options, nodes: 3 });
    expect(calls()).toEqual([
      "--profile nodes up --detach --wait --wait-timeout 1800 --scale hill-node=2 hill dale hill-node",
    ]);
  });

  it("makes anew what a command that was killed has begun", async () => {
    const { calls } = fakeCompose({});
    await startEngines(await machine(), [serviceOf()], { ...options, isUnfinished: true });
    expect(calls()[0]).toContain(" --force-recreate hill");
  });

  it("reports how many layers of images are there", async () => {
    const pulling = [
      "0123456789ab Pulling fs layer",
      "ba9876543210 Already exists",
      "0123456789ab Pull complete 1.2s",
    ];
    fakeCompose({ up: `printf '%s\\n' ${pulling.map((line) => `' ${line}'`).join(" ")} >&2` });
    const said: string[] = [];
    await startEngines(await machine(), [serviceOf()], { ...options, report: (text) => said.push(text) });
    expect(said).toContain("pulling images: 2 of 2 layers");
  });

  it("is remembered while it goes on, so that the next command can finish it", async () => {
    fakeCompose({ up: `cp ${folder}/unfinished.json ${folder}/seen` });
    await startEngines(await machine(), [serviceOf()], options);
    expect(JSON.parse(readFileSync(join(folder, "seen"), "utf8"))).toMatchObject({
      names: ["hill"],
      nodes: 1,
    });
  });

  it("is still remembered after an interruption, and has noted nothing", async () => {
    const stop = new AbortController();
    fakeCompose({ up: "exec sleep 60" });
    const started = startEngines(await machine(), [serviceOf()], { ...options, signal: stop.signal });
    await vi.waitUntil(() => existsSync(join(folder, "unfinished.json")));
    setTimeout(() => stop.abort(), 200);
    await expect(started).rejects.toThrow("interrupted");
    expect(begun()).toEqual({ names: ["hill"], nodes: 1 });
    expect(startedEngine("hill")).toEqual({});
  });

  it("fails with what Docker Compose says, what that means, and what to do next", async () => {
    fakeCompose({ up: "echo ' hill Error manifest for example/hill:1.0.0 not found' >&2; exit 1" });
    await expect(startEngines(await machine(), [serviceOf()], options)).rejects.toThrow(
      /^hill Error manifest .* not found\nAn image cannot be pulled.*\n.*npx podium engines up hill.*npx podium engines down hill\.$/,
    );
    expect(begun()).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("starts nothing if something is in the way", async () => {
    const { calls } = fakeCompose({});
    const { info, ...rest } = await machine();
    const rootless = { ...info, SecurityOptions: ["name=rootless"] };
    await expect(
      startEngines({ ...rest, info: rootless }, [serviceOf({ requires: ["rootful"] })], options),
    ).rejects.toThrow(/rootless/);
    expect(calls()).toEqual([]);
    expect(begun()).toBeUndefined();
  });
});

describe("Docker Compose", () => {
  it("is named if it is missing, with how to get it", async () => {
    vi.stubEnv("PATH", temporaryFolder());
    await expect(findCompose()).rejects.toThrow(
      /neither a plugin .* docker-compose\. .*https:\/\/docs\.docker\.com/,
    );
  });

  it("is refused if it is too old", async () => {
    fakeCompose({}, "2.20.0");
    await expect(findCompose()).rejects.toThrow(/version 2\.20\.0, and engines need 2\.23\.1/);
  });
});
