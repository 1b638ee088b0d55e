import { toAnswer } from "../drills/accounting";
import { type Conditions, DEFAULT_CONDITIONS, Interrupted, NotSupported } from "../drills/procedure";
import type { Site } from "../drills/site";
import type { ClusterNode, Instance } from "../orchestrators/engine";
import { pause } from "../common/pause";
import { reasonOf } from "../common/reason";
import { isOwn, judge, shortDigest } from "../verdict/judge";
import { procedureOf, titleOf, toLast, unsuitedOrders } from "./orders";
import { pair, unidentified } from "./pairing";
import type { Entry, LastDrill, LiveColumnState, Order } from "./state";
import { Traffic } from "./traffic";

/** Entries of the event log that are kept. */
const ENTRIES = 30;
/** Seconds between queries of the engine for its instances. */
const LOOK = 0.5;
/** Seconds between queries for its nodes, which change less often. */
const LOOK_AT_NODES = 2;

export interface ColumnOptions {
  /** Requests per second. */
  rate: number;
  /** Aborted when drills must end. */
  stop: AbortSignal;
  /** The image, by digest, that an image of one's own is updated to. */
  to?: string;
  traffic?: Traffic;
  /** The conditions of its drills; by default those of `podium drill`. */
  conditions?: typeof DEFAULT_CONDITIONS;
}

/** One deployed orchestrator: watches it continuously and executes orders on it. */
export class LiveColumn {
  readonly #traffic: Traffic;
  readonly #conditions: Conditions;
  readonly #ended = new AbortController();
  readonly #entries: Entry[] = [];
  #instances?: Instance[];
  #nodes: ClusterNode[] = [];
  #doing?: LiveColumnState["doing"];
  #last?: LastDrill;
  #work: Promise<void> = Promise.resolve();

  constructor(
    readonly site: Site,
    { rate, stop, to, traffic, conditions = DEFAULT_CONDITIONS }: ColumnOptions,
  ) {
    const { timeoutSeconds } = conditions;
    const { wanted } = site.outputs;
    this.#traffic = traffic ?? new Traffic({ wanted, rate, timeoutSeconds, connections: "mixed" });
    this.#conditions = { ...conditions, rate, to, stop, startLoad: this.#traffic.tap };
  }

  /** Starts watching. */
  async start(): Promise<void> {
    await this.#traffic.start(this.site.outputs.endpoints);
    if (!this.site.probe.reachable) return;
    void this.#look();
    void this.#lookAtNodes();
  }

  /**
   * Stops watching; resolves when the current order has ended.
   * @throws Error if sending requests has failed.
   */
  async end(): Promise<void> {
    await this.#work;
    this.#ended.abort();
    await this.#traffic.stop();
  }

  /**
   * Starts executing an order.
   * @returns false while another order is executed, and when drills must end.
   */
  order(order: Order): boolean {
    if (this.#doing || this.#conditions.stop.aborted) return false;
    this.#doing = { order, progress: "starting" };
    this.#note(`${titleOf(order)}: started`);
    this.#work = this.#do(order).finally(() => (this.#doing = undefined));
    return true;
  }

  /** The current state, as the page shows it. */
  get state(): LiveColumnState {
    const { name, orchestrator, probe, outputs } = this.site;
    const { endpoints, wanted } = outputs;
    const own = isOwn(wanted);
    return {
      name,
      title: orchestrator.title,
      ...(probe.reachable && {
        engine: { product: probe.product, version: probe.version, kind: probe.kind },
      }),
      endpoints,
      wanted: { version: own ? shortDigest(wanted.image) : wanted.version, replicas: wanted.min },
      unsuited: unsuitedOrders(wanted, this.#conditions.to),
      instances: own ? unidentified(this.#instances ?? []) : pair(this.#instances, this.#traffic.recent(1)),
      nodes: this.#nodes.map((node) => ({ name: node.name, zone: node.zone, state: node.state })),
      seconds: this.#traffic.seconds(),
      sent: this.#traffic.sent,
      lost: this.#traffic.lost,
      problems: this.#problems(),
      ...(this.#doing && { doing: this.#doing }),
      ...(this.#last && { last: this.#last }),
      entries: this.#entries,
    };
  }

  /** Without requests, it is unknown which instances respond. */
  #problems(): string[] {
    const { failure } = this.#traffic;
    if (failure !== undefined) return [`requests are no longer sent: ${failure}`];
    const { wanted } = this.site.outputs;
    const latest = this.#traffic.recent(Math.max(1, (16 * wanted.min) / this.#conditions.rate));
    return judge(wanted, latest.map(toAnswer), this.#instances);
  }

  async #do(order: Order): Promise<void> {
    const report = (progress: string) => {
      if (this.#doing) this.#doing = { ...this.#doing, progress };
      this.#note(progress);
    };
    const title = titleOf(order);
    try {
      const procedure = procedureOf(order);
      if (procedure) {
        const finding = await procedure(this.site, this.#conditions, report);
        this.#last = toLast(title, order as Exclude<Order, "rollBack">, finding);
        this.#note(`${title}: ${this.#last.verdict}`, finding.verdict === "passed" ? "good" : "bad");
      } else {
        await this.site.restore(report);
        this.#note(`${title}: restored`, "good");
      }
    } catch (error) {
      if (error instanceof Interrupted) return;
      const verdict = error instanceof NotSupported ? "not supported" : "error";
      this.#last = { title, verdict, reason: reasonOf(error), findings: [], facts: {} };
      this.#note(`${title}: ${reasonOf(error)}`, "bad");
    } finally {
      // A restored deployment may have other endpoints.
      this.#traffic.aim(this.site.outputs.endpoints);
    }
  }

  #note(what: string, tone: Entry["tone"] = "neutral"): void {
    this.#entries.unshift({ at: Date.now(), what, tone });
    this.#entries.splice(ENTRIES);
  }

  async #look(): Promise<void> {
    const { engine } = this.site;
    while (!this.#ended.signal.aborted) {
      this.#instances = await engine.instances(this.site.outputs.reference).catch(() => undefined);
      await pause(LOOK, this.#ended.signal);
    }
  }

  async #lookAtNodes(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      this.#nodes = await this.site.engine.nodes().catch(() => this.#nodes);
      await pause(LOOK_AT_NODES, this.#ended.signal);
    }
  }
}
