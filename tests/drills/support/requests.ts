import fc from "fast-check";
import type { LossKind, RequestRecord } from "../../../src/drills/accounting";
import { DIGEST } from "./cluster";

export const LOSSES: LossKind[] = ["refused", "reset", "timedOut", "status"];

/** A request that was due and sent, and then answered, this many milliseconds after the start. */
export const answeredAt = (due: number, ended: number, version = "v1", instance = "a"): RequestRecord => ({
  due,
  sent: due,
  ended,
  kept: false,
  outcome: { answer: { instance, version, digest: DIGEST, startedAt: "" } },
});

/** The same of an image of one's own, which does not say who has answered. */
export const unidentifiedAt = (due: number, ended = due): RequestRecord => ({
  ...answeredAt(due, ended),
  outcome: { status: 200 },
});

export const lostAt = (due: number, loss: LossKind = "reset", ended = due): RequestRecord => ({
  due,
  sent: due,
  ended,
  kept: true,
  outcome: { loss, detail: loss },
});

/** Arbitrary requests, sent within a minute. */
export const anyRequests = fc.array(
  fc
    .record({
      due: fc.double({ min: 0, max: 60_000, noNaN: true }),
      took: fc.double({ min: 0, max: 5000, noNaN: true }),
      version: fc.constantFrom("v1", "v2"),
      instance: fc.constantFrom("a", "b", "c", undefined),
      loss: fc.option(fc.constantFrom(...LOSSES)),
    })
    .map(({ due, took, version, instance, loss }) => {
      if (loss) return lostAt(due, loss, due + took);
      return instance === undefined
        ? unidentifiedAt(due, due + took)
        : answeredAt(due, due + took, version, instance);
    }),
  { maxLength: 200 },
);
