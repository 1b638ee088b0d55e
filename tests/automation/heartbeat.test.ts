import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { whileResponding } from "../../src/automation/heartbeat";
import type { Engine, Probe } from "../../src/orchestrators/engine";

const RESPONSE = { reachable: true } as Probe;
const SILENCE: Probe = { reachable: false, reason: "no response within 3 s", remedy: "" };
const RHYTHM = { interval: 0.005, misses: 3, grace: 0.02 };

/** The outcome of an operation on an engine whose probes return these results, the last one forever. */
async function operate(
  probes: Probe[],
  operation: (signal: AbortSignal) => Promise<string>,
  signal?: AbortSignal,
) {
  let probed = 0;
  const engine = { probe: async () => probes[probed++] ?? probes.at(-1)! } as Engine;
  const outcome = await whileResponding(engine, signal, operation, RHYTHM).catch(
    (error: Error) => error.message,
  );
  return { outcome, probed: () => probed };
}

/** Fails at the signal's event with this number, or else completes after a while. */
const endingBy = (events: number) => (signal: AbortSignal) =>
  new Promise<string>((resolve, reject) => {
    let seen = 0;
    signal.addEventListener("abort", () => ++seen === events && reject(new Error("interrupted")));
    setTimeout(() => resolve("done"), 300);
  });

it("interrupts an operation on an engine that has stopped responding, and says why", async () => {
  const { outcome } = await operate([RESPONSE, RESPONSE, SILENCE], endingBy(1));
  expect(outcome).toMatch(/^The engine has stopped responding: no response within 3 s\./);
});

it("interrupts it a second time if the first is not enough", async () => {
  const { outcome } = await operate([RESPONSE, SILENCE], endingBy(2));
  expect(outcome).toMatch(/^The engine has stopped responding/);
});

it("tolerates a few misses in a row", async () => {
  const probes = [RESPONSE, SILENCE, SILENCE, RESPONSE, SILENCE, SILENCE, RESPONSE];
  expect((await operate(probes, endingBy(1))).outcome).toBe("done");
});

it("leaves it to the provider to report an engine that never responded", async () => {
  const { outcome, probed } = await operate([SILENCE], endingBy(1));
  expect(outcome).toBe("done");
  expect(probed()).toBe(1);
});

it("passes on the user's interrupt, and the operation's own error", async () => {
  const { outcome } = await operate([RESPONSE], endingBy(1), AbortSignal.timeout(20));
  expect(outcome).toBe("interrupted");
});

it("stops probing once the operation is done", async () => {
  const { probed } = await operate([RESPONSE], async () => "done");
  const before = probed();
  await sleep(50);
  expect(probed()).toBe(before);
});
