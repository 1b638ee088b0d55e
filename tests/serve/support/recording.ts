import type { DrillRun, Results } from "../../../src/drills/result";
import { resultsOf } from "../../report/support/synthetic";

/*
 * MADE-UP RESULTS, as in the report's `synthetic.ts`: nothing here was measured.
 */

type Seconds = NonNullable<DrillRun["timeline"]>["seconds"];

/** So many seconds in which instances of the sample answer ten requests each. */
export const answered = (from: number, to: number, instances: string[], version = "v1"): Seconds =>
  Array.from({ length: to - from }, (_, index) => ({
    at: from + index,
    answered: instances.map((instance) => ({ version, instance, requests: 10 })),
    lost: {},
  }));

/** `a` is killed on a node, and `c` replaces it on another one. */
export const KILL: Partial<DrillRun> = {
  drill: "kill",
  verdict: "passed",
  metrics: { recoveredSeconds: 3, lost: 4, requests: 154 },
  facts: { what: "a is killed" },
  timeline: {
    events: [
      { at: 2, what: "a is killed" },
      { at: 6.5, what: "back at full strength" },
    ],
    seconds: [
      ...answered(-1, 2, ["a", "b"]),
      { at: 2, answered: [{ version: "v1", instance: "b", requests: 16 }], lost: { refused: 4 } },
      ...answered(3, 5, ["b"]),
      ...answered(5, 6, ["b", "c"]),
      // Cut off by the end.
      { at: 6, answered: [{ version: "v1", instance: "c", requests: 1 }], lost: {} },
    ],
    instances: [
      { at: 0.1, id: "a", state: "ready", node: "n1", zone: "z1" },
      { at: 0.1, id: "b", state: "ready", node: "n2" },
      { at: 2.4, id: "a", state: "failed", node: "n1", zone: "z1" },
      { at: 2.4, id: "c", state: "starting", node: "n2" },
      { at: 4.5, id: "a", state: "gone" },
      { at: 4.9, id: "c", state: "ready", node: "n2" },
    ],
  },
};

/** Nodes of the cluster, as a session has them. */
export const NODES = [
  { name: "n1", zone: "z1", isManager: true },
  { name: "n2", isManager: false },
];

const ENGINE = { product: "Kubernetes", version: "v1.34.2", kind: "real" } as const;

/** A session with three nodes of Kubernetes, an emulator and a stand-in. */
export const sessionOf = (runs: Partial<DrillRun>[], about: Partial<Results> = {}): Results => {
  const { engines, ...others } = resultsOf(runs);
  return { ...others, engines: { ...engines, kubernetes: { ...ENGINE, nodes: NODES } }, ...about };
};
