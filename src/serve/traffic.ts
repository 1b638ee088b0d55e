import { timelineOf, type RequestRecord } from "../drills/accounting";
import { endedWithin, type Load, loadOf, sendFromThread, type StartLoad } from "../drills/load";
import type { Timeline } from "../drills/result";
import { now, type Sending, type SendOptions } from "../drills/sender";

/** Seconds that are remembered, and shown. */
export const SPAN = 60;

type Listener = (requests: RequestRecord[]) => void;

/** Constant load on one deployment for as long as it is watched, of which the latest minute is remembered. */
export class Traffic {
  sent = 0;
  lost = 0;
  #recent: RequestRecord[] = [];
  readonly #listeners = new Set<Listener>();
  #sending?: Sending;

  constructor(
    private readonly options: Omit<SendOptions, "endpoints">,
    private readonly send: typeof sendFromThread = sendFromThread,
  ) {}

  async start(endpoints: string[]): Promise<void> {
    this.#sending = await this.send({ ...this.options, endpoints }, (requests) => this.#take(requests));
  }

  /** See `Sending`. */
  aim(endpoints: string[]): void {
    this.#sending?.aim(endpoints);
  }

  async stop(): Promise<void> {
    await this.#sending?.stop();
  }

  /** Requests that have ended within the last `seconds`, at most a minute. */
  recent(seconds: number): RequestRecord[] {
    return endedWithin(this.#recent, seconds);
  }

  /** The latest minute up to the last second whose requests have ended; `at` counts from its begin. */
  seconds(): Timeline["seconds"] {
    const end = Math.floor(now() / 1000) * 1000 - 1000;
    const begin = end - SPAN * 1000;
    const whole = this.#recent.filter(({ due }) => due >= begin && due < end);
    return timelineOf(whole, begin);
  }

  /** For a drill: what is sent anyway, from now on. */
  readonly tap: StartLoad = async (): Promise<Load> => {
    const requests: RequestRecord[] = [];
    const listener: Listener = (batch) => requests.push(...batch);
    this.#listeners.add(listener);
    return loadOf(requests, {
      aim: (endpoints) => this.aim(endpoints),
      stop: async () => void this.#listeners.delete(listener),
    });
  };

  #take(requests: RequestRecord[]): void {
    this.sent += requests.length;
    this.lost += requests.filter(({ outcome }) => "loss" in outcome).length;
    const remembered = endedWithin(this.#recent, SPAN + this.options.timeoutSeconds + 2);
    this.#recent = [...remembered, ...requests];
    for (const listener of this.#listeners) listener(requests);
  }
}
