/** What a number means, so that tables and charts need not know. */
export interface Metric {
  /** E.g. "until full strength". */
  label: string;
  unit: "s" | "ms" | "requests" | "instances" | "%" | "MiB" | "cores";
  better: "lower" | "higher" | "neither";
}

/** Which of the chapter's requirements of an orchestrator a drill tries. */
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
  /** What the drill finds out, as a learner would ask it. */
  question: string;
  metrics: Record<string, Metric>;
  /**
   * The metric that a run has exactly if what the drill tries came about; its other numbers say nothing otherwise: an
   * update that is refused at once loses no request.
   */
  proof: string;
}

const seconds = (label: string): Metric => ({ label, unit: "s", better: "lower" });
const lost: Metric = { label: "requests lost", unit: "requests", better: "lower" };
const requests: Metric = { label: "requests sent", unit: "requests", better: "neither" };

/** Every drill and every number that its runs may have. The order is the one in which drills are run. */
export const DRILLS = {
  deploy: {
    title: "Deploy",
    requirement: "scalability",
    question: "How long from nothing to the wanted number of instances that answer?",
    metrics: {
      seconds: seconds("from nothing to all ready"),
      pulumiSeconds: seconds("of these until Pulumi was done"),
    },
    proof: "seconds",
  },
  limits: {
    title: "Limits",
    requirement: "resourceUsage",
    question:
      "Which limits are really in force inside the container, and what happens to one that exceeds its memory?",
    metrics: {
      memory: { label: "memory limit in force", unit: "MiB", better: "neither" },
      cpu: { label: "CPU limit in force", unit: "cores", better: "neither" },
      recoveredSeconds: seconds("from exceeding the memory to full strength"),
    },
    proof: "recoveredSeconds",
  },
  spread: {
    title: "Spread",
    requirement: "accessibility",
    question: "Does the one endpoint reach all ready instances, and how evenly?",
    metrics: {
      reached: { label: "instances reached", unit: "instances", better: "higher" },
      smallestShare: { label: "smallest share of a fair share", unit: "%", better: "higher" },
      lost,
      requests,
    },
    proof: "reached",
  },
  discovery: {
    title: "Discovery",
    requirement: "discovery",
    question:
      "Do instances find each other by name, and how soon is a new one found and a dead one forgotten?",
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
    question: "How long until three more instances answer, until they are gone again, and is a request lost?",
    metrics: {
      upSeconds: seconds("until three more are ready"),
      downSeconds: seconds("until they are gone again"),
      lost,
      requests,
    },
    proof: "downSeconds",
  },
  kill: {
    title: "Heal: killed",
    requirement: "faultTolerance",
    question:
      "An instance is ended as abruptly as the engine's API can. How long until it is replaced, and what does that cost?",
    metrics: {
      // Neither is better: what the engines' APIs can do to an instance is not the same, see `Concepts.kill`.
      noticedSeconds: { ...seconds("until the engine knows"), better: "neither" },
      recoveredSeconds: seconds("until full strength"),
      lost: { ...lost, better: "neither" },
      requests,
    },
    proof: "recoveredSeconds",
  },
  hang: {
    title: "Heal: hanging",
    requirement: "faultTolerance",
    question:
      "An instance lives but its health check fails. How long until it is replaced, and what does that cost?",
    metrics: {
      noticedSeconds: seconds("until the engine knows"),
      recoveredSeconds: seconds("until full strength"),
      lost,
      requests,
    },
    proof: "recoveredSeconds",
  },
  update: {
    title: "Update",
    requirement: "updates",
    question: "One version becomes the next under load. How long does it take, and is a request lost?",
    metrics: {
      seconds: seconds("until all answer as the new version"),
      lost,
      requests,
      bothSeconds: { label: "both versions answered", unit: "s", better: "neither" },
      worstPause: { label: "longest time without an answer", unit: "ms", better: "lower" },
      p99: { label: "99th percentile of the latency", unit: "ms", better: "lower" },
    },
    proof: "seconds",
  },
  badRelease: {
    title: "Bad release",
    requirement: "updates",
    question: "A version never becomes ready. Does the service go on, who notices, and who goes back?",
    metrics: {
      noticedSeconds: seconds("until the engine knows"),
      rolledBackSeconds: seconds("until the engine is back at the old version"),
      lost,
      requests,
    },
    proof: "noticedSeconds",
  },
  footprint: {
    title: "Footprint",
    requirement: "resourceUsage",
    question: "What does the engine itself cost on this machine?",
    metrics: {
      memory: { label: "resident memory of the engine", unit: "MiB", better: "lower" },
      cpu: { label: "CPU when idle, of one core", unit: "%", better: "lower" },
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
