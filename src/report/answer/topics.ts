import type { DrillName, Requirement } from "../../drills/metrics";

/** A number in which orchestrators are compared, and the words for it. */
export interface Topic {
  drill: DrillName;
  /** A key of the drill's metrics. */
  metric: string;
  /** After the name of whoever is best: "was the fastest at …". */
  best: string;
  /** Before numbers: "replacing a killed instance took". */
  took: string;
}

const fastest = (drill: DrillName, metric: string, doing: string): Topic => ({
  drill,
  metric,
  best: `was the fastest at ${doing}`,
  took: `${doing} took`,
});

/** What the answer says of each requirement. */
export const TOPICS: Record<Requirement, Topic[]> = {
  faultTolerance: [
    fastest("kill", "recoveredSeconds", "replacing a killed instance"),
    fastest("hang", "recoveredSeconds", "replacing an instance that hangs"),
    fastest("drain", "seconds", "moving instances off a drained node"),
    fastest("nodeLoss", "lostSeconds", "sending requests past a dead node"),
    fastest("nodeLoss", "recoveredSeconds", "replacing the instances of a dead node"),
  ],
  scalability: [
    fastest("deploy", "seconds", "deploying from nothing"),
    fastest("scale", "upSeconds", "adding three instances"),
    fastest("scale", "downSeconds", "removing three instances"),
    fastest("grow", "perInstance", "growing by one instance"),
    fastest("autoscale", "addedSeconds", "adding an instance when the load rose"),
    fastest("autoscale", "removedSeconds", "removing it again when the load fell"),
  ],
  resourceUsage: [
    fastest("limits", "recoveredSeconds", "replacing an instance that had exceeded its memory"),
    {
      drill: "footprint",
      metric: "memory",
      best: "needed the least memory for the engine itself",
      took: "the engine itself needed",
    },
    {
      drill: "grow",
      metric: "memoryPerInstance",
      best: "needed the least memory of its own for each instance",
      took: "each instance cost the engine",
    },
  ],
  discovery: [
    fastest("discovery", "newSeconds", "making a new instance known to its peers"),
    fastest("discovery", "goneSeconds", "making peers forget a dead instance"),
  ],
  accessibility: [
    {
      drill: "spread",
      metric: "smallestShare",
      best: "spread requests the most evenly, by what the least used instance got of an even share",
      took: "of an even share of the requests, the least used instance got",
    },
  ],
  updates: [
    fastest("update", "seconds", "updating all instances"),
    fastest("badRelease", "noticedSeconds", "noticing a bad release"),
    fastest("badRelease", "rolledBackSeconds", "rolling a bad release back"),
  ],
};

/** The topic of a metric, if it has one. */
export const topicOf = (drill: DrillName, metric: string): Topic | undefined =>
  Object.values(TOPICS)
    .flat()
    .find((topic) => topic.drill === drill && topic.metric === metric);

/** What was so where every run of a drill has passed, for drills that answer yes or no. */
export const SHOWN: Partial<Record<DrillName, string>> = {
  limits: "the limits of CPU and memory were in force",
  discovery: "instances found each other by name",
  spread: "requests from outside reached every instance",
};

/** When requests are lost, and since when their time counts; without that, several things happen in the drill. */
export const OCCASIONS: Partial<Record<DrillName, { when: string; after?: string }>> = {
  spread: { when: "while nothing changed" },
  scale: { when: "when it was scaled" },
  kill: { when: "when an instance was killed", after: "the kill" },
  hang: { when: "when an instance hung", after: "it began to hang" },
  drain: { when: "when a node was drained", after: "the drain began" },
  nodeLoss: { when: "when a node died", after: "its death" },
  grow: { when: "while it grew" },
  autoscale: { when: "while the load rose and fell" },
  update: { when: "during an update", after: "its start" },
  badRelease: { when: "during a bad release", after: "its start" },
};
