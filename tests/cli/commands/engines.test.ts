import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engines } from "../../../src/cli/commands/engines";
import { refuseStopped } from "../../../src/cli/enginesDown";
import { originOf, startable, startCommandOf, unusedBecause } from "../../../src/cli/engines";
import { engineNames, notesLike } from "../../../src/engines/services";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../../src/orchestrators";
import { fakeDocker, type Reply } from "../../docker";
import { REACHABLE } from "../../engine";
import { NOWHERE, ROOT } from "../../command";
import { temporaryFolder } from "../../folder";
import { homeWithSocket } from "../../docker/socket";
import { muteConsole, printed } from "../support/console";

beforeEach(() => {
  muteConsole();
  vi.stubEnv("PODIUM_ENGINES", temporaryFolder());
  // No Pulumi, and so nothing is deployed.
  vi.stubEnv("PATH", NOWHERE);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

const IN_DOCKER = engineNames().filter((name) => name in ORCHESTRATORS) as OrchestratorName[];
const ELSEWHERE = ORCHESTRATOR_NAMES.filter((name) => !startable().includes(name));

/** This machine's Docker engine with these replies. */
async function machine(replies: Record<string, Reply>) {
  const { port, calls } = await fakeDocker({
    "GET /_ping": {},
    "GET /networks": [],
    "GET /volumes": { Volumes: null },
    "GET /images/json": [],
    ...replies,
  });
  vi.stubEnv("DOCKER_HOST", `unix://${await homeWithSocket(port)}`);
  return () => calls.map(({ what }) => what).filter((what) => !what.startsWith("GET"));
}

const running = (engine: string, checkout = ROOT) => ({
  Id: engine,
  Names: [`/podium-${engine}`],
  Image: "example/engine:1",
  State: "running",
  Status: "Up 2 minutes (healthy)",
  Labels: {
    "com.docker.compose.project": "podium-engines",
    "com.docker.compose.project.working_dir": `${checkout}/engines`,
    "podium.engine": engine,
  },
  Mounts: [],
});

describe("podium engines", () => {
  it.each([
    [["up", ELSEWHERE[0]!], {}, /no engine that runs on this machine\. Choose from/],
    [["down"], { nodes: 3 }, /--nodes is only for/],
    [["up"], { json: true }, /--json is only for/],
  ])("refuses wrong usage: %j %j", async (operands, options, message) => {
    await expect(engines(operands, options)).rejects.toThrow(message);
  });

  it("does not begin to remove what is deployed on an engine that has stopped", () => {
    const [first, second] = IN_DOCKER as [OrchestratorName, OrchestratorName];
    const all = [first, second].map((engine) => ({ engine, isExtra: false, state: "running" }));
    const refuse = (containers: object[]) =>
      refuseStopped([first, second], containers as Parameters<typeof refuseStopped>[1]);
    refuse([...all, { engine: first, isExtra: true, state: "exited" }]);
    expect(() => refuse([all[0]!, { ...all[1]!, state: "exited" }])).toThrow(
      `What is deployed on ${second} can only be removed while the engine runs. Start it: npx podium engines up ${second}.`,
    );
  });

  it("says which Docker engine does not respond", async () => {
    vi.stubEnv("DOCKER_HOST", "unix:///nowhere/docker.sock");
    await expect(engines(["status"], {})).rejects.toThrow(
      "No Docker engine responds at unix:///nowhere/docker.sock. Start it, or set DOCKER_HOST.",
    );
  });

  it("shows what runs", async () => {
    await machine({ "GET /containers/json": [running(IN_DOCKER[0]!)] });
    expect(await engines(["status"], { json: true })).toBe(0);
    const { engines: all, unfinished } = JSON.parse(printed()) as {
      engines: { name: string; state: string; containers: string[] }[];
      unfinished: boolean;
    };
    expect(unfinished).toBe(false);
    expect(all.map(({ name }) => name)).toEqual(engineNames());
    expect(all.filter(({ state }) => state !== "not started")).toEqual([
      {
        name: IN_DOCKER[0],
        state: "Up 2 minutes (healthy)",
        image: "example/engine:1",
        containers: [`podium-${IN_DOCKER[0]}`],
      },
    ]);
  });

  it("removes nothing without having asked", async () => {
    const changes = await machine({ "GET /containers/json": [running(IN_DOCKER[0]!)] });
    expect(await engines(["down"], {})).toBe(1);
    expect(changes()).toEqual([]);
    expect(printed("error")).toContain(`This would remove the engines ${IN_DOCKER[0]} with their volumes`);
    expect(printed("error")).toContain("add --yes");
  });

  it("leaves the engines of another checkout alone, and names it", async () => {
    const changes = await machine({ "GET /containers/json": [running(IN_DOCKER[0]!, "/home/jo/podium")] });
    await expect(engines(["down"], { yes: true })).rejects.toThrow(/were started in \/home\/jo\/podium, /);
    expect(changes()).toEqual([]);
  });

  it("removes engines, and says what it freed", async () => {
    const [name] = IN_DOCKER as [OrchestratorName];
    const gone = { value: false };
    const changes = await machine({
      "GET /containers/json": () => (gone.value ? [] : [running(name)]),
      [`POST /containers/${name}/stop`]: 204,
      [`DELETE /containers/${name}`]: () => ((gone.value = true), 204),
    });
    expect(await engines(["down", name], { yes: true })).toBe(0);
    expect(changes()).toEqual([`POST /containers/${name}/stop`, `DELETE /containers/${name}`]);
    expect(printed()).toContain("Removed 1 container, 0 volumes and 0 networks.");
  });
});

describe("the doctor", () => {
  it.each(IN_DOCKER)("tells whose engine of %s it is", async (name) => {
    const notes = notesLike(name);
    for (const variable of Object.keys(notes)) vi.stubEnv(variable, undefined);
    expect(await originOf(name, REACHABLE)).toBe("yours");
    const text = Object.entries(notes).map(([key, value]) => `${key}="${value}"`);
    writeFileSync(join(process.env["PODIUM_ENGINES"]!, `${name}.env`), text.join("\n"));
    expect(await originOf(name, REACHABLE)).toBe("podium");
    expect(await originOf(name, { reachable: false, reason: "", remedy: "" })).toBeUndefined();
  });

  it("names the one command that starts an engine, unless the user has named another engine", () => {
    const [name] = engineNames(true).filter((each) => each in ORCHESTRATORS) as [OrchestratorName];
    const [variable] = Object.keys(notesLike(name)) as [string];
    vi.stubEnv(variable, undefined);
    expect(startCommandOf(name)).toBe(`npx podium engines up ${name}`);
    expect(unusedBecause(name)).toBeUndefined();
    vi.stubEnv(variable, "http://127.0.0.1:2");
    expect(startCommandOf(name)).toBeUndefined();
    expect(unusedBecause(name)).toContain(`since ${variable} names another engine`);
  });

  it("offers no engine that was never tried, and none that there is not", () => {
    const untried = IN_DOCKER.filter((name) => !engineNames(true).includes(name));
    for (const name of [...untried, ...ELSEWHERE]) expect(startCommandOf(name)).toBeUndefined();
  });
});
