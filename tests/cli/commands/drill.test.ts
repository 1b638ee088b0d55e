import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployImage } from "../../../src/automation/deploy";
import { remove } from "../../../src/automation/remove";
import { drill, type DrillOptions } from "../../../src/cli/commands/drill";
import { recover } from "../../../src/cli/recovery";
import { WrongUsage } from "../../../src/common/errors";
import { DRILL_NAMES } from "../../../src/drills/metrics";
import type { DrillRun, Results } from "../../../src/drills/result";
import { keepRecording } from "../../../src/drills/recordings";
import { runDrills } from "../../../src/drills/runner";
import { PulumiSite } from "../../../src/drills/pulumiSite";
import { IMAGE, OWN, OWN_NEXT, PROBE } from "../../drills/support/cluster";
import { parseWorkload } from "../../../src/workload/schema";
import { fakeEngine } from "../../engine";

const { folder, interrupted } = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return { folder: mkdtempSync(`${tmpdir()}/podium-drill-`), interrupted: { by: new AbortController() } };
});
vi.mock("../../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../../src/common/paths")>()),
  PODIUM_FOLDER: folder,
}));
afterAll(() => rmSync(folder, { recursive: true }));

// No Pulumi and no engine: each step does what the test says.
vi.mock("../../../src/automation/cli", () => ({ requirePulumi: vi.fn() }));
vi.mock("../../../src/automation/deploy", () => ({ deployImage: vi.fn() }));
vi.mock("../../../src/automation/remove", () => ({ remove: vi.fn() }));
vi.mock("../../../src/automation/stacks", () => ({ ProjectStack: { find: async () => undefined } }));
vi.mock("../../../src/cli/interrupt", () => ({
  onInterrupt: () => ({ stop: interrupted.by.signal, processes: new AbortController().signal }),
}));
vi.mock("../../../src/cli/probes", () => ({ probeAll: async () => new Map([["swarm", PROBE]]) }));
vi.mock("../../../src/cli/recovery", () => ({ recover: vi.fn() }));
vi.mock("../../../src/drills/claim", () => ({
  Claims: class {
    begin = vi.fn();
    narrow = vi.fn();
    release = vi.fn();
  },
}));
vi.mock("../../../src/drills/journal", () => ({
  Journal: class {
    names = [];
  },
}));
/** The images of the user's own that stacks are configured to run. */
const own = vi.hoisted(() => ({ images: {} as Record<string, string> }));
vi.mock("../../../src/automation/projects", async (original) => ({
  ...(await original<typeof import("../../../src/automation/projects")>()),
  ownImage: (name: string) => own.images[name],
  runsSample: (name: string) => !own.images[name],
}));
vi.mock("../../../src/drills/recordings", () => ({ keepRecording: vi.fn(() => "kept.json") }));
vi.mock("../../../src/drills/runner", () => ({ runDrills: vi.fn() }));
vi.mock("../../../src/drills/pulumiSite", () => ({ PulumiSite: { open: vi.fn() } }));

const said: string[] = [];
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
  vi.mocked(deployImage).mockResolvedValue("image");
  vi.mocked(recover).mockResolvedValue([]);
});
afterEach(() => {
  interrupted.by = new AbortController();
  said.length = 0;
  own.images = {};
  vi.mocked(deployImage).mockClear();
  vi.restoreAllMocks();
  vi.mocked(remove).mockClear();
  vi.mocked(PulumiSite.open).mockClear();
});

const drilled = () => drill(["swarm"], { runs: 1, rate: 1, json: true });

describe("podium drill --json", () => {
  it("reports on stderr why the image could not be built", async () => {
    vi.mocked(deployImage).mockRejectedValue(new Error("Docker does not respond"));
    expect(await drilled()).toBe(1);
    expect(said).toEqual(["Image: Docker does not respond"]);
  });

  it("reports on stderr why a deployment could not be opened", async () => {
    vi.mocked(PulumiSite.open).mockRejectedValue(new Error("the port is in use"));
    expect(await drilled()).toBe(1);
    expect(said).toEqual(["Docker Swarm: the port is in use"]);
  });

  it("leaves what an interrupted drill has left elsewhere, and goes on", async () => {
    vi.mocked(recover).mockResolvedValue(["nomad"]);
    await drilled();
    expect(PulumiSite.open).toHaveBeenCalledOnce();
  });

  it("removes the image that it has built, even if nothing else could be done", async () => {
    vi.mocked(recover).mockResolvedValue(["swarm"]);
    expect(await drilled()).toBe(1);
    expect(PulumiSite.open).not.toHaveBeenCalled();
    expect(vi.mocked(remove).mock.calls.map(([project]) => project)).toEqual(["image"]);
  });
});

describe("the results of podium drill", () => {
  const RUN: DrillRun = {
    ...{ orchestrator: "swarm", drill: "kill", run: 1, startedAt: "2026-01-02T03:04:05Z", seconds: 1 },
    ...{ verdict: "passed", metrics: {}, facts: {} },
  };
  const files = () => (existsSync(join(folder, "results")) ? readdirSync(join(folder, "results")) : []);

  beforeEach(() => {
    vi.spyOn(console, "log").mockReturnValue();
    vi.mocked(PulumiSite.open).mockResolvedValue({
      ...{
        name: "swarm",
        orchestrator: { title: "Docker Swarm" },
        found: { deployed: true },
        probe: PROBE,
        engine: fakeEngine({}),
      },
      workload: { replicas: 2, cpu: 0.25, memory: 128 },
      outputs: { endpoints: [], wanted: { image: IMAGE, isSample: true } },
    } as unknown as PulumiSite);
  });

  it("are no file if the session is interrupted in its first drill", async () => {
    vi.mocked(runDrills).mockImplementation(async () => interrupted.by.abort());
    expect(await drill(["swarm"], { runs: 1, rate: 1 })).toBe(1);
    expect(said).toContain("No drill has finished, so there are no results.");
    expect(files()).toEqual([]);
  });

  it("are kept as a recording if that is wanted and the session was not interrupted", async () => {
    const session = (isInterrupted: boolean, record?: boolean) => {
      vi.mocked(runDrills).mockImplementation(async (_plan, _perform, onRun) => {
        onRun(RUN);
        if (isInterrupted) interrupted.by.abort();
      });
      return drill(["swarm"], { runs: 1, rate: 1, json: true, record });
    };
    expect(await session(false)).toBe(0);
    expect(keepRecording).not.toHaveBeenCalled();
    expect(await session(false, true)).toBe(0);
    expect(vi.mocked(keepRecording).mock.calls).toMatchObject([
      [{ runs: [RUN] }, expect.stringMatching(/\.json$/)],
    ]);
    expect(said).toContain("Recorded: kept.json");
    expect(await session(true, true)).toBe(1);
    expect(keepRecording).toHaveBeenCalledOnce();
    rmSync(join(folder, "results"), { recursive: true });
  });

  it("are shown even if they cannot be written", async () => {
    vi.mocked(runDrills).mockImplementation(async (_plan, _perform, onRun) => {
      onRun(RUN);
      const [file] = files();
      rmSync(join(folder, "results", file!));
      // Nothing can be renamed to a folder that is not empty.
      mkdirSync(join(folder, "results", file!, "inner"), { recursive: true });
    });
    await expect(drilled()).rejects.toThrow(/results\/.*\.json cannot be written: /);
    expect(JSON.parse(vi.mocked(console.log).mock.calls[0]![0] as string)).toMatchObject({ runs: [RUN] });
  });
});

describe("the drills of podium drill", () => {
  const nodes = vi.fn();

  beforeEach(() => {
    vi.spyOn(console, "log").mockReturnValue();
    vi.mocked(runDrills).mockReset();
    nodes.mockResolvedValue([{ name: "one", isManager: true, state: "ready", cores: 2, memory: 2000 }]);
    vi.mocked(PulumiSite.open).mockResolvedValue({
      ...{ name: "swarm", orchestrator: { title: "Docker Swarm" }, found: { deployed: true }, probe: PROBE },
      engine: { nodes },
      workload: parseWorkload({ name: "drill", publicPort: 8080, replaceSeconds: 10 }),
      outputs: { endpoints: [], wanted: { image: IMAGE, isSample: true } },
    } as unknown as PulumiSite);
  });

  async function planned(options: Partial<DrillOptions>) {
    await drill(["swarm"], { runs: 1, rate: 1, json: true, ...options });
    const [{ drills, conditions }] = vi.mocked(runDrills).mock.calls[0]!;
    const { settings } = JSON.parse(vi.mocked(console.log).mock.calls[0]![0] as string) as Results;
    return { drills, growth: conditions.growth, settings };
  }

  it("are all but those that run only when they are named", async () => {
    const { drills, settings } = await planned({});
    expect(drills).toEqual(DRILL_NAMES.filter((name) => name !== "grow" && name !== "autoscale"));
    expect(settings).not.toHaveProperty("instances");
    expect(settings.configured).toEqual({ swarm: { replaceSeconds: "10" } });
  });

  it("are those that are named, in their own order", async () => {
    expect((await planned({ only: ["remove", "grow", "scale"] })).drills).toEqual([
      "scale",
      "grow",
      "remove",
    ]);
  });

  it("grow as far as there is room, and say what was left out", async () => {
    const { growth, settings } = await planned({ only: ["grow"] });
    expect(growth.steps).toEqual([1, 5]);
    expect(settings.instances).toEqual([1, 5]);
    const leftOut =
      "10, 25 and 50 instances, since 10 × 0.25 is more than the 2 cores that Docker Swarm has: to try them, set podium:cpu to a lower value";
    expect(growth.leftOut).toBe(leftOut);
    expect(said).toContain(`Left out of grow: ${leftOut}.`);
  });

  it("grow to the numbers that are given", async () => {
    expect((await planned({ only: ["grow"], instances: [2, 3] })).growth).toEqual({ steps: [2, 3] });
  });

  it("refuse numbers of instances without grow", async () => {
    const refusal = drill(["swarm"], { runs: 1, rate: 1, instances: [1, 5], only: ["scale"] });
    await expect(refusal).rejects.toThrow("--instances is for the drill grow: add --only grow.");
    await expect(refusal).rejects.toBeInstanceOf(WrongUsage);
    expect(PulumiSite.open).not.toHaveBeenCalled();
  });
});

describe("podium drill with an image of one's own", () => {
  const options = { runs: 1, rate: 1, json: true };

  beforeEach(() => {
    own.images = { swarm: OWN };
    vi.spyOn(console, "log").mockReturnValue();
    vi.mocked(runDrills).mockReset();
    vi.mocked(PulumiSite.open).mockResolvedValue({
      ...{
        name: "swarm",
        orchestrator: { title: "Docker Swarm" },
        found: { deployed: true },
        probe: PROBE,
        engine: fakeEngine({}),
      },
      workload: { replicas: 2, cpu: 0.25, memory: 128 },
      outputs: { endpoints: [], wanted: { image: OWN, isSample: false } },
    } as unknown as PulumiSite);
  });

  it("builds no sample image, removes none, and says in the results what was measured", async () => {
    expect(await drill(["swarm"], { ...options, to: `${OWN_NEXT.replace("@", ":2@")}` })).toBe(0);
    expect(deployImage).not.toHaveBeenCalled();
    expect(remove).not.toHaveBeenCalled();
    expect(vi.mocked(runDrills).mock.calls[0]![0].conditions.to).toBe(OWN_NEXT);
    const [results] = vi.mocked(console.log).mock.calls.map(([text]) => JSON.parse(text as string));
    expect(results).toMatchObject({ image: OWN, isSample: false, to: OWN_NEXT });
  });

  it.each([
    ["own:latest", /^--to must be an image by digest, repository@sha256:….*, got "own:latest"$/],
    [OWN, /^--to names the digest that is configured already: sha256:b{64}\. Name another one\.$/],
  ])("refuses --to %s before anything is changed", async (to, reason) => {
    const refusal = drill(["swarm"], { ...options, to });
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toBeInstanceOf(WrongUsage);
    expect(PulumiSite.open).not.toHaveBeenCalled();
  });

  it("refuses --to for the sample image", async () => {
    own.images = {};
    await expect(drill(["swarm"], { ...options, to: OWN })).rejects.toThrow(
      "--to is for an image of your own (podium:image): the sample image is updated to its next version.",
    );
  });
});

describe("podium drill --compare", () => {
  it.each([[["missing.json", "gone.json"]], [["missing.json"]], [["a", "b", "c"]]])(
    "is wrong usage without two files that exist: %j",
    async (compare) => {
      await expect(drill([], { runs: 1, rate: 1, compare })).rejects.toBeInstanceOf(WrongUsage);
    },
  );
});
