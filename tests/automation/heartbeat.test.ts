import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { whileAnswering } from "../../src/automation/heartbeat";
import type { Engine, Probe } from "../../src/orchestrators/engine";

const ANSWER = { reachable: true } as Probe;
const SILENCE: Probe = { reachable: false, reason: "no answer within 3 s", remedy: "" };
const RHYTHM = { interval: 0.005, misses: 3, grace: 0.02 };

/** What becomes of an operation on an engine that answers its probes like this, the last one for ever. */
async function operate(
  probes: Probe[],
  operation: (signal: AbortSignal) => Promise<string>,
  signal?: AbortSignal,
) {
  let asked = 0;
  const engine = { probe: async () => probes[asked++] ?? probes.at(-1)! } as Engine;
  const outcome = await whileAnswering(engine, signal, operation, RHYTHM).catch(
    (error: Error) => error.message,
  );
  return { outcome, asked: () => asked };
}

/** Fails by the given event of the signal, and is done in the end. */
const endingBy = (events: number) => (signal: AbortSignal) =>
  new Promise<string>((resolve, reject) => {
    let seen = 0;
    signal.addEventListener("abort", () => ++seen === events && reject(new Error("interrupted")));
    setTimeout(() => resolve("done"), 300);
  });

it("interrupts what is done on an engine that has stopped answering, and says why", async () => {
  const { outcome } = await operate([ANSWER, ANSWER, SILENCE], endingBy(1));
  expect(outcome).toMatch(/^The engine has stopped answering: no answer within 3 s\./);
});

it("interrupts it a second time where the first was not enough", async () => {
  const { outcome } = await operate([ANSWER, SILENCE], endingBy(2));
  expect(outcome).toMatch(/^The engine has stopped answering/);
});

it("forgives some misses in a row", async () => {
  const probes = [ANSWER, SILENCE, SILENCE, ANSWER, SILENCE, SILENCE, ANSWER];
  expect((await operate(probes, endingBy(1))).outcome).toBe("done");
});

it("leaves it to the provider to tell that an engine never answered", async () => {
  const { outcome, asked } = await operate([SILENCE], endingBy(1));
  expect(outcome).toBe("done");
  expect(asked()).toBe(1);
});

it("passes on that someone wants it to end, and what the operation says to that", async () => {
  const { outcome } = await operate([ANSWER], endingBy(1), AbortSignal.timeout(20));
  expect(outcome).toBe("interrupted");
});

it("asks no more once the operation is done", async () => {
  const { asked } = await operate([ANSWER], async () => "done");
  const before = asked();
  await sleep(50);
  expect(asked()).toBeLessThanOrEqual(before + 1);
});
