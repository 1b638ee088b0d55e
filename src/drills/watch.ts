import { pause } from "../common/pause";
import type { Progress } from "../common/progress";
import type { Wanted } from "../program/deployment";
import type { ClusterNode, Instance, Rollout } from "../orchestrators/engine";
import { reasonOf } from "../common/reason";
import { isOwn, judge, judgeInstances, type Problems } from "../verdict/judge";
import {
  account,
  causesOf,
  describeLosses,
  lostWithRetry,
  timelineOf,
  toAnswer,
  type Totals,
  unsteadiness,
  worstDelay,
} from "./accounting";
import { changesIn } from "./changes";
import type { Load } from "./load";
import {
  before,
  heldSince,
  only,
  processOf,
  type Seen,
  type Snapshot,
  withoutNames,
  withReady,
} from "./moments";
import { type Conditions, Interrupted } from "./procedure";
import type { Timeline } from "./result";
import { now, type SendOptions } from "./sender";
import type { Site } from "./site";

export interface WatchOptions {
  /** See `SendOptions`. */
  connections?: SendOptions["connections"];
  /** Whether to query the engine for the state of the update as well. */
  rollout?: boolean;
  /** Whether to query it for its nodes as well. */
  nodes?: boolean;
  /** Whether the timeline has only the number of instances, because there may be too many to tell apart. */
  isCrowd?: boolean;
}

/** What the engine reported of its nodes, in milliseconds since 1970. */
export interface NodesSeen {
  asked: number;
  at: number;
  nodes: ClusterNode[];
}

/** What a deployment is waited for with. */
export interface Patience {
  /** Seconds until the wait is given up; by default those of the conditions. */
  seconds?: number;
  /** Which instances count; by default all. */
  counts?: (instance: Instance) => boolean;
}

/** What was observed of a deployment under load, from start to end. */
export interface Watched extends Seen {
  nodesSeen: NodesSeen[];
  totals: Totals;
  /** Requests that a client would have lost that retries at the next endpoint; null if there was not always another one. */
  lostWithRetry: number | null;
  /** How well the rate was kept, and the losses as clients saw them. */
  facts: { sentLate: string; losses: string | undefined };
  timeline: Timeline;
  /** When the deployment began to stay as wanted, until the end or until `to`; see `heldSince`. */
  heldSince(wanted: Wanted, from: number, to?: number, counts?: Patience["counts"]): number;
}

/** Watches a deployment: puts constant load on its endpoints, polls its engine, and records the times of both. */
export class Watch {
  readonly snapshots: Snapshot[] = [];
  /** Only if the drill asks for them. */
  readonly nodesSeen: NodesSeen[] = [];
  readonly #begin = now();
  readonly #events: { moment: number; what: string }[] = [];
  readonly #end = new AbortController();
  readonly #looking: Promise<unknown>;
  #requests: Seen["requests"] = [];
  #hasAlternatives: boolean;

  private constructor(
    private readonly site: Site,
    private readonly conditions: Conditions,
    private readonly options: WatchOptions,
    private readonly load: Load,
  ) {
    this.#hasAlternatives = site.outputs.endpoints.length > 1;
    this.#looking = Promise.all([this.#look(), this.#lookAtNodes()]);
  }

  /**
   * Watches while `action` runs, after a warm-up with load on the unchanged deployment.
   * @throws Error if the deployment was not as wanted before or the load was not constant, and whatever `action` throws.
   */
  static async during(
    site: Site,
    conditions: Conditions,
    action: (watch: Watch) => Promise<void>,
    options: WatchOptions = {},
  ): Promise<Watched> {
    const { rate, timeoutSeconds, startLoad } = conditions;
    const { endpoints, wanted } = site.outputs;
    const { connections = "mixed" } = options;
    const load = await startLoad({ endpoints, wanted, rate, timeoutSeconds, connections });
    const watch = new Watch(site, conditions, options, load);
    try {
      await watch.#warmUp();
      await action(watch);
    } finally {
      await watch.#stop();
    }
    return watch.#watched();
  }

  /** Records an event. Returns its time in milliseconds since 1970. */
  mark(what: string): number {
    const moment = now();
    this.#events.push({ moment, what });
    return moment;
  }

  /**
   * Applies the configuration, then sends requests to the resulting endpoints.
   * @returns Pulumi's error message, if any; see `saidBy`.
   */
  async up(report: Progress): Promise<string | undefined> {
    const failure = await saidBy(this.site.up(report));
    this.mark(failure ? "Pulumi failed" : "Pulumi finished");
    const { endpoints } = this.site.outputs;
    this.#hasAlternatives &&= endpoints.length > 1;
    this.load.aim(endpoints);
    return failure;
  }

  /** Sends this many requests per second from now on. Returns when that began, in milliseconds since 1970. */
  pace(rate: number): number {
    this.load.pace(rate);
    return this.mark(`${rate} requests per second`);
  }

  /** @throws Interrupted if the user interrupts the drills. */
  async pause(seconds: number): Promise<void> {
    await pause(seconds, this.conditions.stop);
    if (this.conditions.stop.aborted) throw new Interrupted();
  }

  /** The instances that the engine last reported as ready. */
  get ready(): Instance[] {
    return this.snapshots.at(-1)?.instances?.filter(({ state }) => state === "ready") ?? [];
  }

  /** The state of the update that the engine last reported. */
  get rollout(): Rollout["state"] {
    return this.snapshots.at(-1)?.rollout?.state ?? "running";
  }

  /** Why the deployment is currently not as wanted; see `judge`. */
  problems(wanted: Wanted, counts: Patience["counts"] = () => true): Problems {
    const requests = this.load.recent(windowSeconds(wanted, this.conditions));
    return judge(wanted, requests.map(toAnswer), this.snapshots.at(-1)?.instances?.filter(counts));
  }

  /** The processes that have responded so far. */
  get processes(): Set<string> {
    const outcomes = this.load.recent(Infinity).map(({ outcome }) => outcome);
    return new Set(outcomes.flatMap((each) => ("answer" in each ? [processOf(each.answer)] : [])));
  }

  /**
   * Waits until the deployment has been as wanted for a while.
   * @param pending returns what else must happen first, or undefined once it has.
   * @returns the problems that remain when patience runs out; empty if there are none.
   */
  async untilHeld(
    wanted: Wanted,
    pending: (watch: Watch) => string | undefined = () => undefined,
    { seconds = this.conditions.patienceSeconds, counts }: Patience = {},
  ): Promise<Problems> {
    const { settleSeconds, lookSeconds } = this.conditions;
    const deadline = now() + seconds * 1000;
    for (let since = now(); ;) {
      const waiting = pending(this);
      const problems = [...this.problems(wanted, counts), ...(waiting ? [waiting] : [])];
      if (problems.length) since = now();
      if (now() - since >= settleSeconds * 1000) return [];
      if (now() > deadline && problems.length) return problems;
      await this.pause(lookSeconds);
    }
  }

  /** Waits until `condition` holds or patience runs out. Returns whether it holds. */
  async until(
    condition: (watch: Watch) => boolean,
    patienceSeconds = this.conditions.patienceSeconds,
  ): Promise<boolean> {
    const deadline = now() + patienceSeconds * 1000;
    while (!condition(this)) {
      if (now() > deadline) return false;
      await this.pause(this.conditions.lookSeconds);
    }
    return true;
  }

  /** Makes sure that later losses are effects of the drill. */
  async #warmUp(): Promise<void> {
    const { probe, outputs } = this.site;
    await this.pause(this.conditions.warmSeconds);
    if (probe.reachable) await this.until(({ snapshots }) => snapshots.length > 0);
    const { instances } = this.snapshots.at(-1) ?? {};
    const problems = instances ? judgeInstances(outputs.wanted, instances) : [];
    const losses = describeLosses(account(this.load.recent(Infinity)));
    if (losses) problems.push(losses);
    if (problems.length)
      throw new Error(`the deployment was not as wanted before the drill: ${problems.join("; ")}`);
  }

  async #look(): Promise<void> {
    const { outputs, engine, probe } = this.site;
    if (!probe.reachable) return;
    while (!this.#end.signal.aborted) {
      const asked = now();
      const [instances, rollout] = await Promise.all([
        engine.instances(outputs.reference).catch(() => undefined),
        this.options.rollout ? engine.rollout(outputs.reference).catch(() => undefined) : undefined,
      ]);
      this.snapshots.push({ asked, at: now(), instances, rollout });
      await pause(this.conditions.lookSeconds, this.#end.signal);
    }
  }

  /** Apart from the instances: an engine that has lost a node may be slow to tell of what runs there. */
  async #lookAtNodes(): Promise<void> {
    const { engine, probe } = this.site;
    if (!this.options.nodes || !probe.reachable) return;
    while (!this.#end.signal.aborted) {
      const asked = now();
      const nodes = await engine.nodes().catch(() => undefined);
      if (nodes) this.nodesSeen.push({ asked, at: now(), nodes });
      await pause(this.conditions.lookSeconds, this.#end.signal);
    }
  }

  async #stop(): Promise<void> {
    this.#end.abort();
    const [requests] = await Promise.all([this.load.stop(), this.#looking]);
    this.#requests = requests;
  }

  /** Responses of the sample count its instances better than the engine: they show which of them get requests. */
  #seconds(): Timeline["seconds"] {
    const seconds = timelineOf(this.#requests, this.#begin);
    const counted = () => withReady(seconds, this.snapshots, this.#begin);
    if (this.options.isCrowd) return withoutNames(counted());
    return isOwn(this.site.outputs.wanted) ? counted() : seconds;
  }

  #watched(): Watched {
    const requests = this.#requests;
    const problem = unsteadiness(requests);
    if (problem) throw new Error(problem);
    const seen = { snapshots: this.snapshots, requests };
    const own = isOwn(this.site.outputs.wanted);
    return {
      ...seen,
      nodesSeen: this.nodesSeen,
      totals: account(requests),
      lostWithRetry: this.#hasAlternatives ? lostWithRetry(requests) : null,
      facts: { sentLate: `at most ${worstDelay(requests)} ms`, losses: causesOf(requests) },
      timeline: {
        events: this.#events.map(({ moment, what }) => ({
          at: Math.round(moment - this.#begin) / 1000,
          what,
        })),
        seconds: this.#seconds(),
        ...(this.snapshots.length && { instances: changesIn(this.snapshots, this.#begin, own) }),
      },
      heldSince: (wanted, from, to = Infinity, counts = () => true) =>
        heldSince(
          only(counts, before(seen, to)),
          wanted,
          from,
          windowSeconds(wanted, this.conditions) * 1000,
        ),
    };
  }
}

/** Seconds within which every instance responds: with 16 requests per instance, hardly ever does one get none. */
const windowSeconds = ({ min }: Wanted, { rate, settleSeconds }: Conditions) =>
  Math.max(settleSeconds / 2, (16 * min) / rate);

/** The outcome of a Pulumi operation: undefined if it succeeded, otherwise its error message. */
export const saidBy = (operation: Promise<void>): Promise<string | undefined> =>
  operation.then(
    () => undefined,
    (error: unknown) => reasonOf(error),
  );
