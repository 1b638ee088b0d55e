import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployImage } from "../../../src/automation/deploy";
import { remove } from "../../../src/automation/remove";
import { drill } from "../../../src/cli/commands/drill";
import { recover } from "../../../src/cli/recovery";
import { PulumiSite } from "../../../src/drills/pulumiSite";
import { PROBE } from "../../drills/support/cluster";

// No Pulumi and no engine: each step does what the test says.
vi.mock("../../../src/automation/cli", () => ({ requirePulumi: vi.fn() }));
vi.mock("../../../src/automation/deploy", () => ({ deployImage: vi.fn() }));
vi.mock("../../../src/automation/remove", () => ({ remove: vi.fn() }));
vi.mock("../../../src/automation/stacks", () => ({ ProjectStack: { find: async () => undefined } }));
vi.mock("../../../src/cli/interrupt", () => ({
  onInterrupt: () => ({ stop: new AbortController().signal, processes: new AbortController().signal }),
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
vi.mock("../../../src/drills/pulumiSite", () => ({ PulumiSite: { open: vi.fn() } }));

const said: string[] = [];
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
  vi.mocked(deployImage).mockResolvedValue("image");
  vi.mocked(recover).mockResolvedValue([]);
});
afterEach(() => {
  said.length = 0;
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
