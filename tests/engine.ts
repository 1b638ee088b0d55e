import { vi } from "vitest";
import type { Engine, Probe } from "../src/orchestrators/engine";

/** An engine that is not reachable. */
export const UNREACHABLE: Probe = { reachable: false, reason: "", remedy: "" };

/** A real engine on this machine. */
export const REACHABLE: Probe = {
  reachable: true,
  local: true,
  product: "Engine",
  version: "1",
  kind: "real",
  address: "http://127.0.0.1:9",
  identity: "this",
};

/** An engine for one test, unreachable and without instances unless `changes` say otherwise. */
export const fakeEngine = (changes: Partial<Engine> = {}): Engine => ({
  probe: vi.fn(async () => UNREACHABLE),
  instances: vi.fn(async () => []),
  nodes: vi.fn(async () => []),
  rollout: vi.fn(async () => ({ state: "done" as const, detail: "" })),
  kill: vi.fn(async () => undefined),
  async *logs() {},
  owned: vi.fn(async () => []),
  close: vi.fn(),
  ...changes,
});
