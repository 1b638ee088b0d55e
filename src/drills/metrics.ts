/** The meaning of a number, so that tables and charts need not know it. */
export interface Metric {
  /** E.g. "until full strength". */
  label: string;
  unit: "s" | "ms" | "requests" | "instances" | "%" | "MiB" | "cores";
  better: "lower" | "higher" | "neither";
  /** Measured under certain conditions only, so that tables leave it out where nobody has measured it. */
  isConditional?: true;
}

/** The requirements of an orchestrator; each drill tests one. */
export const REQUIREMENTS = {
  faultTolerance: "Fault tolerance",
  scalability: "On-demand scalability",
  resourceUsage: "Optimal resource usage",
  discovery: "Auto-discovery",
  accessibility: "Accessibility from outside",
  updates: "Seamless updates and rollbacks",
} as const;

export type Requirement = keyof typeof REQUIREMENTS;

interface DrillDescription {
  title: string;
  requirement: Requirement;
  /** What the drill finds out, as a learner's question. */
  question: string;
  metrics: Record<string, Metric>;
  /** Whether it runs only when it is named, because it takes long or puts a strain on the machine. */
  onRequest?: true;
  /**
   * The metric that a run has if and only if the drill's scenario took place. Otherwise its other numbers mean nothing:
   * an update that is refused immediately loses no requests.
   */
  proof: string;
}

const seconds = (label: string): Metric => ({ label, unit: "s", better: "lower" });
const lost: Metric = { label: "requests lost", unit: "requests", better: "lower" };
/** Only where a deployment has several endpoints. */
const lostWithRetry: Metric = {
  label: "lost with a retry at the next endpoint",
  unit: "requests",
  better: "lower",
  isConditional: true,
};
const requests: Metric = { label: "requests sent", unit: "requests", better: "neither" };

/** Every drill with the numbers that its runs may have, in the order in which drills run. */
export const DRILLS = {
  deploy: {
    title: "Deploy",
    requirement: "scalability",
    question: "How long does it take from nothing until the wanted number of instances respond?",
    metrics: {
      seconds: seconds("until all instances are ready"),
      pulumiSeconds: seconds("until Pulumi finished"),
    },
    proof: "seconds",
  },
  limits: {
    title: "Limits",
    requirement: "resourceUsage",
    question:
      "Which limits are really in force inside the container, and what happens to an instance that exceeds its memory?",
    metrics: {
      memory: { label: "memory limit in force", unit: "MiB", better: "neither" },
      cpu: { label: "CPU limit in force", unit: "cores", better: "neither" },
      recoveredSeconds: seconds("from exceeding memory to full strength"),
    },
    proof: "recoveredSeconds",
  },
  spread: {
    title: "Spread",
    requirement: "accessibility",
    question: "Do requests from outside reach all ready instances, and how evenly?",
    metrics: {
      reached: { label: "instances reached", unit: "instances", better: "higher" },
      smallestShare: { label: "smallest share (even: 100%)", unit: "%", better: "higher" },
      lost,
      lostWithRetry,
      requests,
    },
    proof: "reached",
  },
  discovery: {
    title: "Discovery",
    requirement: "discovery",
    question: "Do instances find each other by name? How soon is a new one found and a dead one forgotten?",
    metrics: {
      found: { label: "peers found", unit: "instances", better: "higher" },
      newSeconds: seconds("until a new instance is found"),
      goneSeconds: seconds("until a dead instance is forgotten"),
    },
    proof: "found",
  },
  scale: {
    title: "Scale",
    requirement: "scalability",
    question: "How long does it take to add three instances and to remove them again, and are requests lost?",
    metrics: {
      upSeconds: seconds("until three more instances are ready"),
      downSeconds: seconds("until they are gone"),
      lost,
      lostWithRetry,
      requests,
    },
    proof: "downSeconds",
  },
  grow: {
    title: "Grow",
    requirement: "scalability",
    question:
      "How far does it grow from nothing, step by step? How long does each instance take, and what does the engine need for it?",
    onRequest: true,
    metrics: {
      largest: { label: "instances reached", unit: "instances", better: "higher" },
      seconds: seconds("from nothing until all are ready, steps added up"),
      perInstance: seconds("for each instance after the first step"),
      downSeconds: seconds("from all of them back to the first step"),
      memoryPerInstance: { label: "memory of the engine for each instance", unit: "MiB", better: "lower" },
      lost,
      requests,
    },
    proof: "seconds",
  },
  autoscale: {
    title: "Autoscale",
    requirement: "scalability",
    question:
      "Requests need more CPU than the instances are meant to use. How long until more instances respond, and until they are gone after the load?",
    onRequest: true,
    metrics: {
      addedSeconds: seconds("from the load until one more instance responds"),
      removedSeconds: seconds("from the end of the load until it is gone"),
      most: { label: "most instances", unit: "instances", better: "neither" },
      lost,
      lostWithRetry,
      requests,
    },
    proof: "removedSeconds",
  },
  kill: {
    title: "Heal: killed",
    requirement: "faultTolerance",
    question:
      "An instance is killed as abruptly as the engine's API allows. How long until it is replaced, and are requests lost?",
    metrics: {
      // Neither is better: the engines' APIs kill in different ways, see `Concepts.kill`.
      noticedSeconds: { ...seconds("until detected by the engine"), better: "neither" },
      recoveredSeconds: seconds("until full strength"),
      lost: { ...lost, better: "neither" },
      lostWithRetry: { ...lostWithRetry, better: "neither" },
      requests,
    },
    proof: "recoveredSeconds",
  },
  hang: {
    title: "Heal: hanging",
    requirement: "faultTolerance",
    question:
      "An instance runs but fails its health check. How long until it is replaced, and are requests lost?",
    metrics: {
      noticedSeconds: seconds("until detected by the engine"),
      recoveredSeconds: seconds("until full strength"),
      lost,
      lostWithRetry,
      requests,
    },
    proof: "recoveredSeconds",
  },
  drain: {
    title: "Drain",
    requirement: "faultTolerance",
    question:
      "A node is emptied as before maintenance. How long until all instances run on others, and are requests lost?",
    metrics: {
      seconds: seconds("until all instances run on other nodes"),
      fewestReady: { label: "fewest instances ready", unit: "instances", better: "higher" },
      lost,
      lostWithRetry,
      requests,
    },
    proof: "seconds",
  },
  nodeLoss: {
    title: "Node loss",
    requirement: "faultTolerance",
    question:
      "A node dies and comes back later. How long until its instances are replaced, and what becomes of requests meanwhile?",
    metrics: {
      noticedSeconds: seconds("until detected by the engine"),
      lostSeconds: seconds("until no more requests are lost"),
      recoveredSeconds: seconds("until full strength on other nodes"),
      lost,
      lostWithRetry,
      requests,
      twiceSeconds: seconds("instances ran twice after its return"),
    },
    proof: "recoveredSeconds",
  },
  update: {
    title: "Update",
    requirement: "updates",
    question: "A new version replaces the old one under load. How long does it take, and are requests lost?",
    metrics: {
      seconds: seconds("until all respond with the new version"),
      lost,
      lostWithRetry,
      requests,
      bothSeconds: { label: "both versions responded", unit: "s", better: "neither" },
      worstPause: { label: "longest time without a response", unit: "ms", better: "lower" },
      p99: { label: "99th percentile latency", unit: "ms", better: "lower" },
    },
    proof: "seconds",
  },
  badRelease: {
    title: "Bad release",
    requirement: "updates",
    question:
      "A version never becomes ready. Does the service stay available, who notices, and who rolls back?",
    metrics: {
      noticedSeconds: seconds("until detected by the engine"),
      rolledBackSeconds: seconds("until rolled back by the engine"),
      lost,
      lostWithRetry,
      requests,
    },
    proof: "noticedSeconds",
  },
  footprint: {
    title: "Footprint",
    requirement: "resourceUsage",
    question: "How much memory and CPU does the engine itself use on this machine?",
    metrics: {
      memory: { label: "resident memory of the engine", unit: "MiB", better: "lower" },
      cpu: { label: "idle CPU, of one core", unit: "%", better: "lower" },
    },
    proof: "memory",
  },
  remove: {
    title: "Remove",
    requirement: "scalability",
    question: "How long until nothing is left?",
    metrics: { seconds: seconds("until nothing is left") },
    proof: "seconds",
  },
} as const satisfies Record<string, DrillDescription>;

export type DrillName = keyof typeof DRILLS;

export const DRILL_NAMES = Object.keys(DRILLS) as DrillName[];

/** The drills that run only when they are named. */
export const ON_REQUEST = DRILL_NAMES.filter((name) => (DRILLS[name] as DrillDescription).onRequest);
