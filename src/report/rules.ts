import type { DrillName } from "../drills/metrics";
import type { MatrixItem } from "../workload/fidelity";
import { losesNothing } from "./answer/losses";
import { hasAlways, passes, type Trial } from "./answer/trials";

/** Runs of a drill from which on the rules recommend somebody: a single one may have been luck. */
export const ENOUGH_RUNS = 2;

/** "If you need …, look at …": whom to look at for a need, by what was measured and by what programs can express. */
export interface Rule {
  /** What comes after "if you need". */
  need: string;
  /** How a real engine shows that it meets the need. `because` gets the number of runs in words: "in all 3 runs each". */
  measured?: {
    drill: DrillName;
    shows: (trial: Trial) => boolean;
    because: (runs: string) => string;
    cites?: string;
  };
  /** The items that a program must express for it; only these count where nothing was measured. */
  expresses?: { items: MatrixItem[]; as: "native" | "at least approximated" };
}

/** Ahead of the others, alone or in a tie. */
const leads =
  (metric: string) =>
  ({ values }: Trial) =>
    values[metric]?.standing === "best" || values[metric]?.standing === "tie";

const AHEAD = () => "nobody that was measured did better";

export const RULES: Rule[] = [
  {
    need: "updates that lose no request",
    measured: {
      drill: "update",
      shows: (trial) => passes(trial) && losesNothing(trial),
      because: (runs) => `no update lost any, ${runs}`,
      cites: "seconds",
    },
  },
  {
    need: "a bad release to be rolled back without you",
    measured: {
      drill: "badRelease",
      shows: (trial) => passes(trial) && hasAlways(trial, "rolledBackSeconds"),
      because: (runs) => `the engine did so, ${runs}`,
      cites: "rolledBackSeconds",
    },
    expresses: { items: ["rollback"], as: "native" },
  },
  {
    need: "a bad release to be kept away from your users",
    measured: {
      drill: "badRelease",
      shows: (trial) => passes(trial) && losesNothing(trial),
      because: (runs) => `it got no request, and none was lost, ${runs}`,
    },
    expresses: { items: ["readiness"], as: "native" },
  },
  {
    need: "killed instances to be replaced soon",
    measured: { drill: "kill", shows: leads("recoveredSeconds"), because: AHEAD, cites: "recoveredSeconds" },
  },
  {
    need: "hanging instances to be replaced soon",
    measured: { drill: "hang", shows: leads("recoveredSeconds"), because: AHEAD, cites: "recoveredSeconds" },
  },
  {
    need: "maintenance of nodes that loses no request",
    measured: {
      drill: "drain",
      shows: (trial) => passes(trial) && losesNothing(trial),
      because: (runs) => `draining a node lost none, ${runs}`,
      cites: "seconds",
    },
  },
  {
    need: "instances of a dead node to be replaced soon",
    measured: {
      drill: "nodeLoss",
      shows: leads("recoveredSeconds"),
      because: AHEAD,
      cites: "recoveredSeconds",
    },
  },
  {
    need: "more instances soon",
    measured: { drill: "scale", shows: leads("upSeconds"), because: AHEAD, cites: "upSeconds" },
  },
  {
    need: "instances to be added and removed by load",
    measured: {
      drill: "autoscale",
      shows: passes,
      because: (runs) => `the autoscaler did so, ${runs}`,
      cites: "addedSeconds",
    },
    expresses: { items: ["autoscaling"], as: "at least approximated" },
  },
  {
    need: "limits of CPU and memory that hold",
    measured: { drill: "limits", shows: passes, because: (runs) => `both were in force, ${runs}` },
    expresses: { items: ["cpu", "memory"], as: "native" },
  },
  {
    need: "instances that find each other by name",
    measured: {
      drill: "discovery",
      shows: passes,
      because: (runs) => `they did, ${runs}`,
      cites: "newSeconds",
    },
    expresses: { items: ["discovery"], as: "native" },
  },
  {
    need: "requests that are spread evenly over all instances",
    measured: {
      drill: "spread",
      shows: (trial) => passes(trial) && leads("smallestShare")(trial),
      because: AHEAD,
      cites: "smallestShare",
    },
  },
  {
    need: "an engine that itself uses little memory",
    measured: { drill: "footprint", shows: leads("memory"), because: AHEAD, cites: "memory" },
  },
  {
    need: "processes without root and with a root file system that they cannot write to",
    expresses: { items: ["user", "group", "readOnlyRootFilesystem"], as: "native" },
  },
];
