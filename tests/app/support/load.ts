import { setMaxListeners } from "node:events";
import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, oneConnection } from "./client";

/** Constant load from several clients, each with one request at a time. */
export class Load {
  answered = 0;
  /** Connections refused, e.g. because nothing listens anymore. */
  refused = 0;
  /** Why requests on established connections got no answer, or one other than 200. */
  readonly losses: string[] = [];
  private readonly end = new AbortController();
  private readonly clients: Promise<void>[] = [];

  constructor(private readonly url: string) {
    setMaxListeners(0, this.end.signal);
  }

  /** Adds clients. Those with `keepAlive` reuse a connection until the server closes it. */
  add(count: number, { keepAlive, pauseMs }: { keepAlive: boolean; pauseMs: number }): this {
    for (let i = 0; i < count; i++) {
      this.clients.push(this.client(keepAlive ? oneConnection() : undefined, pauseMs));
    }
    return this;
  }

  async stop(): Promise<void> {
    this.end.abort();
    await Promise.all(this.clients);
  }

  private async client(agent: Agent | undefined, pauseMs: number): Promise<void> {
    while (!this.end.signal.aborted) {
      try {
        const { status } = await ask(this.url, { agent: agent ?? false });
        if (status === 200) this.answered++;
        else this.losses.push(`answered ${status}`);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "ECONNREFUSED") this.refused++;
        else this.losses.push(code ?? message);
      }
      await sleep(pauseMs, undefined, { signal: this.end.signal }).catch(() => {});
    }
    agent?.destroy();
  }
}
