import type { InstanceChange, Timeline } from "../drills/result";

type Placed = Pick<Timeline, "seconds" | "instances">;

/** The nodes that instances ran on during a run, by name; none unless there were several. */
export function nodesOf({ instances = [] }: Pick<Timeline, "instances">): string[] {
  const names = [...new Set(instances.flatMap(({ node }) => node ?? []))].sort();
  return names.length > 1 ? names : [];
}

/** How many instances the engine had ready on a node by the end of a second. */
export interface ReadyOn {
  node: string;
  /** The second's start. */
  at: number;
  ready: number;
}

/** For each second of a run, how many instances were ready on each of its nodes; none unless there were several. */
export function readyByNode(timeline: Placed): ReadyOn[] {
  const nodes = nodesOf(timeline);
  const running = new Map<string, InstanceChange>();
  const left = [...(timeline.instances ?? [])];
  return timeline.seconds.flatMap(({ at }) => {
    while (left[0] && left[0].at < at + 1) {
      const change = left.shift()!;
      running.set(change.id, change);
    }
    const ready = [...running.values()].filter(({ state }) => state === "ready");
    return nodes.map((node) => ({ node, at, ready: ready.filter((each) => each.node === node).length }));
  });
}
