import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { Faults, parseFault } from "../../app/faults";

const NONE = { hang: false, unready: false, latencyMs: 0, cpuMs: 0, errorRate: 0, memoryMiB: 0 };

describe("parseFault", () => {
  it.each([
    ["unready", { kind: "unready" }],
    ["crash", { kind: "crash" }],
    ["hang", { kind: "hang" }],
    ["latency:200", { kind: "latency", ms: 200 }],
    ["cpu:2.5", { kind: "cpu", ms: 2.5 }],
    ["errors:0.5", { kind: "errors", rate: 0.5 }],
  ])("parses %s", (text, order) => {
    expect(parseFault(text)).toEqual(order);
  });

  it.each([
    "",
    "sulk",
    "hang:1",
    "latency",
    "latency:",
    "latency:1:2",
    "latency:-1",
    "cpu:0",
    "cpu:1001",
    "errors:2",
    "memory:1",
  ])("rejects %j", (text) => expect(() => parseFault(text)).toThrow(/^must be /));
});

describe("Faults", () => {
  it("accumulates faults and clears them together", () => {
    const faults = new Faults(() => {});
    expect(faults.state).toEqual(NONE);
    faults.begin({ kind: "unready" });
    faults.begin({ kind: "latency", ms: 200 });
    faults.begin({ kind: "errors", rate: 0.5 });
    expect(faults.state).toEqual({ ...NONE, unready: true, latencyMs: 200, errorRate: 0.5 });
    faults.clear();
    expect(faults.state).toEqual(NONE);
  });

  it("fails the given share of requests", () => {
    const faults = new Faults(() => {});
    expect(faults.fails(() => 0)).toBe(false);
    faults.begin({ kind: "errors", rate: 0.5 });
    expect([0, 0.49, 0.5, 0.99].map((value) => faults.fails(() => value))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    faults.begin({ kind: "errors", rate: 1 });
    expect(faults.fails(() => 0.999)).toBe(true);
  });

  it("uses the CPU time that a response is to cost, and none otherwise", () => {
    const faults = new Faults(() => {});
    const used = () => {
      const begin = process.cpuUsage();
      faults.work();
      return process.cpuUsage(begin).user + process.cpuUsage(begin).system;
    };
    faults.begin({ kind: "cpu", ms: 30 });
    expect(used()).toBeGreaterThan(29_000);
    faults.clear();
    expect(used()).toBeLessThan(10_000);
  });

  it("calls the given function to crash", () => {
    const crash = vi.fn();
    new Faults(crash).begin({ kind: "crash" });
    expect(crash).toHaveBeenCalledOnce();
  });

  it("holds requests during a hang until it is cleared or their client disconnects", async () => {
    const faults = new Faults(() => {});
    const [patient, gone] = [new EventEmitter(), new EventEmitter()];
    await faults.hold(patient);
    faults.begin({ kind: "hang" });
    const released: string[] = [];
    const first = faults.hold(patient).then(() => released.push("patient"));
    const second = faults.hold(gone).then(() => released.push("gone"));
    gone.emit("close");
    await second;
    expect(released).toEqual(["gone"]);
    faults.clear();
    await first;
    expect(released).toEqual(["gone", "patient"]);
  });

  it("really allocates memory, and releases it", async () => {
    const faults = new Faults(() => {});
    const resident = () => process.memoryUsage().rss / 2 ** 20;
    const before = resident();
    faults.begin({ kind: "memory", mb: 100 });
    await vi.waitFor(() => expect(faults.state.memoryMiB).toBe(100), { interval: 5 });
    expect(resident() - before).toBeGreaterThan(80);
    faults.clear();
    expect(faults.state.memoryMiB).toBe(0);
  });
});
