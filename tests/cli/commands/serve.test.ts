import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serve } from "../../../src/cli/commands/serve";
import { WrongUsage } from "../../../src/common/errors";
import { PulumiSite } from "../../../src/drills/pulumiSite";
import { LiveColumn } from "../../../src/serve/column";

const { stop, close, servePage } = vi.hoisted(() => ({
  stop: new AbortController(),
  close: vi.fn(),
  servePage: vi.fn<typeof import("../../../src/serve/server").servePage>(),
}));

// No Pulumi, no engine and no port: two fake sites are deployed.
vi.mock("../../../src/cli/session", () => ({
  beginSession: async () => ({ interruption: { stop: stop.signal }, claims: { narrow: vi.fn() } }),
}));
vi.mock("../../../src/cli/recovery", () => ({ recover: async () => [] }));
vi.mock("../../../src/cli/probes", () => ({ probeAll: async () => new Map() }));
vi.mock("../../../src/drills/pulumiSite", () => ({ PulumiSite: { find: vi.fn() } }));
vi.mock("../../../src/serve/page", () => ({ buildPage: async () => new Map() }));
vi.mock("../../../src/serve/server", () => ({ servePage }));
vi.mock("../../../src/cli/interrupt", () => ({ onInterrupt: () => ({ stop: stop.signal }) }));
vi.mock("../../../src/drills/recordings", async () => {
  const { RECORDED } = await import("../../report/support/recording");
  return { largestRecording: () => RECORDED };
});

const restored: string[] = [];
beforeEach(() => {
  servePage.mockReset().mockResolvedValue({ link: "http://link", close });
  vi.mocked(PulumiSite.find)
    .mockReset()
    .mockImplementation(async (name) => {
      const restore = async () => void restored.push(name);
      return { name, orchestrator: { title: name }, outputs: {}, restore } as unknown as PulumiSite;
    });
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.spyOn(LiveColumn.prototype, "start").mockResolvedValue();
  vi.spyOn(LiveColumn.prototype, "end").mockResolvedValue();
  stop.abort();
});
afterEach(() => {
  restored.length = 0;
  vi.restoreAllMocks();
  close.mockClear();
});

const served = () => serve(["swarm", "nomad"], { port: 0, rate: 20 });

describe("podium serve, when it is interrupted", () => {
  it("restores everything", async () => {
    expect(await served()).toBe(0);
    expect(restored.sort()).toEqual(["nomad", "swarm"]);
    expect(close).toHaveBeenCalledOnce();
  });

  it("restores everything even if sending failed, and exits with 1", async () => {
    vi.mocked(LiveColumn.prototype.end).mockRejectedValueOnce(new Error("too many open files"));
    expect(await served()).toBe(1);
    expect(restored.sort()).toEqual(["nomad", "swarm"]);
    expect(close).toHaveBeenCalledOnce();
  });

  it("restores everything even if it could not start", async () => {
    vi.mocked(LiveColumn.prototype.start).mockRejectedValueOnce(new Error("broken"));
    await expect(served()).rejects.toThrow("broken");
    expect(restored.sort()).toEqual(["nomad", "swarm"]);
    expect(close).toHaveBeenCalledOnce();
  });
});

describe("podium serve, where a stack cannot be read", () => {
  it("shows the others, and says why", async () => {
    const said = vi.spyOn(console, "error").mockReturnValue();
    vi.mocked(PulumiSite.find).mockRejectedValueOnce(new Error("its state is damaged"));
    expect(await served()).toBe(0);
    expect(restored).toEqual(["nomad"]);
    expect(said.mock.calls).toEqual([["Docker Swarm: its state is damaged"]]);
  });

  it("does not say that nothing is deployed", async () => {
    const said = vi.spyOn(console, "error").mockReturnValue();
    vi.mocked(PulumiSite.find).mockImplementation(async (name) => {
      if (name === "swarm") throw new Error("its image is one of your own");
      return undefined;
    });
    expect(await serve([], { port: 0, rate: 20 })).toBe(1);
    expect(said.mock.calls).toEqual([["Docker Swarm: its image is one of your own"]]);
  });
});

it("podium serve --replay shows the recording of the most drills, and no deployment", async () => {
  expect(await serve([], { port: 0, rate: 20, replay: true, speed: 5 })).toBe(0);
  const [{ state, order }] = servePage.mock.lastCall!;
  expect(state()).toMatchObject({ about: expect.stringMatching(/^Recorded on 2026-11-25/), speed: 5 });
  expect(order).toBeUndefined();
  expect(PulumiSite.find).not.toHaveBeenCalled();
  expect(close).toHaveBeenCalledOnce();
});

it("podium serve says on a port in use which option chooses another one", async () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  servePage.mockRejectedValue(Object.assign(new Error("in use"), { code: "EADDRINUSE" }));
  expect(await serve([], { port: 4600, rate: 20, replay: true })).toBe(1);
  expect(said.mock.calls).toEqual([
    ["Port 4600 is in use. Choose another one with --port, or 0 for any free port."],
  ]);
});

it("podium serve refuses a speed without a replay", async () => {
  await expect(serve([], { port: 0, rate: 20, speed: 5 })).rejects.toThrow(WrongUsage);
});
