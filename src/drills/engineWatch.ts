import { pause } from "../common/pause";
import type { ClusterNode } from "../orchestrators/engine";
import type { Snapshot } from "./moments";
import { now } from "./sender";
import type { Site } from "./site";

/** What the engine reported of its nodes, in milliseconds since 1970. */
export interface NodesSeen {
  asked: number;
  at: number;
  nodes: ClusterNode[];
}

export interface EngineWatchOptions {
  /** Whether to query the engine for the state of the update as well. */
  rollout?: boolean;
  /** Whether to query it for its nodes as well. */
  nodes?: boolean;
}

/** Polls an engine, if it can be reached, until it is stopped. */
export class EngineWatch {
  readonly snapshots: Snapshot[] = [];
  /** Only if the drill asks for them. */
  readonly nodesSeen: NodesSeen[] = [];
  readonly #end = new AbortController();
  readonly #looking: Promise<unknown>;

  /** @param lookSeconds seconds between queries. */
  constructor(
    private readonly site: Site,
    private readonly lookSeconds: number,
    private readonly options: EngineWatchOptions,
  ) {
    // Apart from each other: an engine that has lost a node may be slow to tell of what runs there.
    this.#looking = Promise.all([this.#look(), this.#lookAtNodes()]);
  }

  /** Resolves once no query is under way any more. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { outputs, engine } = this.site;
    await this.#repeatedly(async () => {
      const asked = now();
      const [instances, rollout] = await Promise.all([
        engine.instances(outputs.reference).catch(() => undefined),
        this.options.rollout ? engine.rollout(outputs.reference).catch(() => undefined) : undefined,
      ]);
      this.snapshots.push({ asked, at: now(), instances, rollout });
    });
  }

  async #lookAtNodes(): Promise<void> {
    if (!this.options.nodes) return;
    await this.#repeatedly(async () => {
      const asked = now();
      const nodes = await this.site.engine.nodes().catch(() => undefined);
      if (nodes) this.nodesSeen.push({ asked, at: now(), nodes });
    });
  }

  async #repeatedly(action: () => Promise<void>): Promise<void> {
    while (this.site.probe.reachable && !this.#end.signal.aborted) {
      await action();
      await pause(this.lookSeconds, this.#end.signal);
    }
  }
}
