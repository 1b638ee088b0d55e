import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Heartbeat } from "../../src/automation/heartbeat";
import type { Engine, Probe } from "../../src/orchestrators/engine";

const ANSWER = { reachable: true } as Probe;
const SILENCE: Probe = { reachable: false, reason: "no answer within 3 s", remedy: "" };

/** What becomes of a heartbeat on an engine that answers its probes like this, the last one for ever. */
async function heartbeatOn(...probes: Probe[]) {
  let asked = 0;
  const engine = { probe: async () => probes[asked++] ?? probes.at(-1)! } as Engine;
  const heartbeat = new Heartbeat(engine, { interval: 0.005, misses: 3 });
  await sleep(150);
  heartbeat.stop();
  return { signal: heartbeat.signal, asked: () => asked };
}

it("gives an engine up that has stopped answering, and says why", async () => {
  const { signal } = await heartbeatOn(ANSWER, ANSWER, SILENCE);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toBe("no answer within 3 s");
});

it("forgives some misses in a row", async () => {
  const { signal } = await heartbeatOn(ANSWER, SILENCE, SILENCE, ANSWER, SILENCE, SILENCE, ANSWER);
  expect(signal.aborted).toBe(false);
});

it("leaves it to the provider to tell that an engine never answered", async () => {
  const { signal, asked } = await heartbeatOn(SILENCE);
  expect(signal.aborted).toBe(false);
  expect(asked()).toBe(1);
});

it("asks no more once it is stopped", async () => {
  const { asked } = await heartbeatOn(ANSWER);
  const before = asked();
  await sleep(50);
  expect(asked()).toBeLessThanOrEqual(before + 1);
});
