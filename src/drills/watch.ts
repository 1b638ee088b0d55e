import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../automation/stacks";
import type { Wanted } from "../program/deployment";
import type { Instance, Rollout } from "../orchestrators/engine";
import { reasonOf } from "../common/reach";
import { judge, judgeInstances, type Problems } from "../verdict/judge";
import {
  account,
  causesOf,
  describeLosses,
  timelineOf,
  toAnswer,
  type Totals,
  unsteadiness,
  worstDelay,
} from "./accounting";
import type { Load } from "./load";
import { before, heldSince, processOf, type Seen, type Snapshot } from "./moments";
import { type Conditions, Interrupted } from "./procedure";
import type { Timeline } from "./result";
import { now, type SendOptions } from "./sender";
import type { Site } from "./site";

export interface WatchOptions {
  /** See `SendOptions`. */
  connections?: SendOptions["connections"];
  /** Whether the engine is asked about the update, too. */
  rollout?: boolean;
}

/** What was seen of a deployment under load, from beginning to end. */
export interface Watched extends Seen {
  totals: Totals;
  /** How well the rate was kept, and what clients saw of the losses. */
  facts: { sentLate: string; losses: string | undefined };
  timeline: Timeline;
  /** When the deployment was as wanted for good, or until `to`; see `heldSince`. */
  heldSince(wanted: Wanted, from: number, to?: number): number;
}

/** Watches a deployment: constant load on its endpoints, and looks at its engine, with the times of both. */
export class Watch {
  readonly snapshots: Snapshot[] = [];
  readonly #begin = now();
  readonly #events: { moment: number; what: string }[] = [];
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;
  #requests: Seen["requests"] = [];

  private constructor(
    private readonly site: Site,
    private readonly conditions: Conditions,
    private readonly options: WatchOptions,
    private readonly load: Load,
  ) {
    this.#looking = this.#look();
  }

  /**
   * Watches while `action` runs, after a while of load on the deployment as it is.
   * @throws Error if the deployment was not as wanted before, if the load was not constant, and whatever `action` throws.
   */
  static async during(
    site: Site,
    conditions: Conditions,
    action: (watch: Watch) => Promise<void>,
    options: WatchOptions = {},
  ): Promise<Watched> {
    const { rate, timeoutSeconds, startLoad } = conditions;
    const { endpoints } = site.outputs;
    const { connections = "mixed" } = options;
    const load = await startLoad({ endpoints, rate, timeoutSeconds, connections });
    const watch = new Watch(site, conditions, options, load);
    try {
      await watch.#warmUp();
      await action(watch);
    } finally {
      await watch.#stop();
    }
    return watch.#watched();
  }

  /** Writes down that something happens. Returns when, in milliseconds since 1970. */
  mark(what: string): number {
    const moment = now();
    this.#events.push({ moment, what });
    return moment;
  }

  /**
   * Makes what runs what is configured; requests go to the endpoints that there are then.
   * @returns what Pulumi says; see `saidBy`.
   */
  async up(report: Report): Promise<string | undefined> {
    const failure = await saidBy(this.site.up(report));
    this.mark(failure ? "Pulumi has failed" : "Pulumi is done");
    this.load.aim(this.site.outputs.endpoints);
    return failure;
  }

  /** @throws Interrupted if someone wants the drills to end. */
  async pause(seconds: number): Promise<void> {
    await sleep(seconds * 1000, undefined, { signal: this.conditions.stop }).catch(() => undefined);
    if (this.conditions.stop.aborted) throw new Interrupted();
  }

  /** The instances that the engine has ready, by its latest word. */
  get ready(): Instance[] {
    return this.snapshots.at(-1)?.instances?.filter(({ state }) => state === "ready") ?? [];
  }

  /** What the engine says of the update, by its latest word. */
  get rollout(): Rollout["state"] {
    return this.snapshots.at(-1)?.rollout?.state ?? "running";
  }

  /** What keeps the deployment from being as wanted now; see `judge`. */
  problems(wanted: Wanted): Problems {
    const requests = this.load.recent(windowSeconds(wanted, this.conditions));
    return judge(wanted, requests.map(toAnswer), this.snapshots.at(-1)?.instances);
  }

  /** The processes that have answered so far. */
  get processes(): Set<string> {
    const outcomes = this.load.recent(Infinity).map(({ outcome }) => outcome);
    return new Set(outcomes.flatMap((each) => ("answer" in each ? [processOf(each.answer)] : [])));
  }

  /**
   * Waits until the deployment has been as wanted for a while.
   * @param pending what else is to happen before; undefined when it has.
   * @returns what is still wrong when patience ends; empty if nothing is.
   */
  async untilHeld(
    wanted: Wanted,
    pending: (watch: Watch) => string | undefined = () => undefined,
  ): Promise<Problems> {
    const { patienceSeconds, settleSeconds, lookSeconds } = this.conditions;
    const deadline = now() + patienceSeconds * 1000;
    for (let since = now(); ;) {
      const waiting = pending(this);
      const problems = [...this.problems(wanted), ...(waiting ? [waiting] : [])];
      if (problems.length) since = now();
      if (now() - since >= settleSeconds * 1000) return [];
      if (now() > deadline && problems.length) return problems;
      await this.pause(lookSeconds);
    }
  }

  /** Waits until `condition` holds, or patience ends. Returns whether it holds. */
  async until(condition: (watch: Watch) => boolean): Promise<boolean> {
    const deadline = now() + this.conditions.patienceSeconds * 1000;
    while (!condition(this)) {
      if (now() > deadline) return false;
      await this.pause(this.conditions.lookSeconds);
    }
    return true;
  }

  /** What is lost later is to be the effect of what is done then. */
  async #warmUp(): Promise<void> {
    const { probe, outputs } = this.site;
    await this.pause(this.conditions.warmSeconds);
    if (probe.reachable) await this.until(({ snapshots }) => snapshots.length > 0);
    const { instances } = this.snapshots.at(-1) ?? {};
    const problems = instances ? judgeInstances(outputs.wanted, instances) : [];
    const losses = describeLosses(account(this.load.recent(Infinity)));
    if (losses) problems.push(losses);
    if (problems.length) throw new Error(`it was not as wanted before: ${problems.join("; ")}`);
  }

  async #look(): Promise<void> {
    const { outputs, orchestrator, probe } = this.site;
    if (!probe.reachable) return;
    const { engine } = orchestrator;
    while (!this.#end.signal.aborted) {
      const asked = now();
      const [instances, rollout] = await Promise.all([
        engine.instances(outputs.reference).catch(() => undefined),
        this.options.rollout ? engine.rollout(outputs.reference).catch(() => undefined) : undefined,
      ]);
      this.snapshots.push({ asked, at: now(), instances, rollout });
      await sleep(this.conditions.lookSeconds * 1000, undefined, { signal: this.#end.signal }).catch(
        () => undefined,
      );
    }
  }

  async #stop(): Promise<void> {
    this.#end.abort();
    const [requests] = await Promise.all([this.load.stop(), this.#looking]);
    this.#requests = requests;
  }

  #watched(): Watched {
    const requests = this.#requests;
    const problem = unsteadiness(requests);
    if (problem) throw new Error(problem);
    const seen = { snapshots: this.snapshots, requests };
    return {
      ...seen,
      totals: account(requests),
      facts: { sentLate: `at most ${worstDelay(requests)} ms`, losses: causesOf(requests) },
      timeline: {
        events: this.#events.map(({ moment, what }) => ({
          at: Math.round(moment - this.#begin) / 1000,
          what,
        })),
        seconds: timelineOf(requests, this.#begin),
      },
      heldSince: (wanted, from, to = Infinity) =>
        heldSince(before(seen, to), wanted, from, windowSeconds(wanted, this.conditions) * 1000),
    };
  }
}

/** Seconds in which every instance has answered: of 16 requests for each, hardly ever does one get none. */
const windowSeconds = ({ replicas }: Wanted, { rate, settleSeconds }: Conditions) =>
  Math.max(settleSeconds / 2, (16 * replicas) / rate);

/** What an operation of Pulumi's came to: undefined if it succeeded, what it says otherwise. */
export const saidBy = (operation: Promise<void>): Promise<string | undefined> =>
  operation.then(
    () => undefined,
    (error: unknown) => reasonOf(error),
  );
