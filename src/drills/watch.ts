import { pause } from "../common/pause";
import type { Progress } from "../common/progress";
import type { Wanted } from "../program/deployment";
import type { Instance, Rollout } from "../orchestrators/engine";
import { reasonOf } from "../common/reason";
import { judge, judgeInstances, type Problems } from "../verdict/judge";
import { account, describeLosses, toAnswer } from "./accounting";
import { EngineWatch, type EngineWatchOptions, type NodesSeen } from "./engineWatch";
import type { Load } from "./load";
import { processOf, type Seen, type Snapshot } from "./moments";
import { type Conditions, Interrupted } from "./procedure";
import { now, type SendOptions } from "./sender";
import { untilAtRest } from "./settle";
import type { Site } from "./site";
import { type Counts, type Watched, watchedOf, windowSeconds } from "./watched";

export interface WatchOptions extends EngineWatchOptions {
  /** See `SendOptions`. */
  connections?: SendOptions["connections"];
  /** Whether the timeline has only the number of instances, because there may be too many to tell apart. */
  isCrowd?: boolean;
}

/** What a deployment is waited for with. */
export interface Patience {
  /** Seconds until the wait is given up; by default those of the conditions. */
  seconds?: number;
  counts?: Counts;
}

/** Watches a deployment: puts constant load on its endpoints, polls its engine, and records the times of both. */
export class Watch {
  readonly #begin = now();
  readonly #events: { moment: number; what: string }[] = [];
  readonly #engine: EngineWatch;
  #requests: Seen["requests"] = [];
  #hasAlternatives: boolean;

  private constructor(
    private readonly site: Site,
    private readonly conditions: Conditions,
    private readonly options: WatchOptions,
    private readonly load: Load,
  ) {
    this.#hasAlternatives = site.outputs.endpoints.length > 1;
    this.#engine = new EngineWatch(site, conditions.lookSeconds, options);
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
    await untilAtRest(site, conditions);
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

  /** What the engine has reported so far. */
  get snapshots(): Snapshot[] {
    return this.#engine.snapshots;
  }

  /** What it has reported of its nodes; only if the drill asks for them. */
  get nodesSeen(): NodesSeen[] {
    return this.#engine.nodesSeen;
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
  problems(wanted: Wanted, counts: Counts = () => true): Problems {
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

  async #stop(): Promise<void> {
    [this.#requests] = await Promise.all([this.load.stop(), this.#engine.stop()]);
  }

  #watched(): Watched {
    return watchedOf({
      begin: this.#begin,
      events: this.#events,
      requests: this.#requests,
      engine: this.#engine,
      wanted: this.site.outputs.wanted,
      conditions: this.conditions,
      hasAlternatives: this.#hasAlternatives,
      isCrowd: this.options.isCrowd ?? false,
    });
  }
}

/** The outcome of a Pulumi operation: undefined if it succeeded, otherwise its error message. */
export const saidBy = (operation: Promise<void>): Promise<string | undefined> =>
  operation.then(
    () => undefined,
    (error: unknown) => reasonOf(error),
  );
