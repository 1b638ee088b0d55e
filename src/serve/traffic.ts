import { timelineOf, type RequestRecord } from "../drills/accounting";
import { endedWithin, type Load, loadOf, sendFromThread, type StartLoad } from "../drills/load";
import type { Timeline } from "../drills/result";
import { now, type Sending, type SendOptions } from "../drills/sender";
import { reasonOf } from "../common/reason";
import { SPAN } from "./state";

type Listener = (requests: RequestRecord[]) => void;

/** Constant load on one deployment for as long as it is watched; the latest minute is kept. */
export class Traffic {
  sent = 0;
  lost = 0;
  /** Why sending has failed; undefined if it has not. */
  failure?: string;
  #recent: RequestRecord[] = [];
  readonly #listeners = new Set<Listener>();
  #sending?: Sending;

  constructor(
    private readonly options: Omit<SendOptions, "endpoints">,
    private readonly send: typeof sendFromThread = sendFromThread,
  ) {}

  /** Starts sending; if that is not possible, `failure` says why. */
  async start(endpoints: string[]): Promise<void> {
    const onFailure = (error: unknown) => void (this.failure = reasonOf(error));
    try {
      const options = { ...this.options, endpoints };
      this.#sending = await this.send(options, (requests) => this.#take(requests), onFailure);
    } catch (error) {
      onFailure(error);
    }
  }

  /** See `Sending`. */
  aim(endpoints: string[]): void {
    this.#sending?.aim(endpoints);
  }

  /** See `Sending`. */
  async stop(): Promise<void> {
    await this.#sending?.stop();
    this.#requireSending();
  }

  /** Requests that have ended within the last `seconds`, at most a minute. */
  recent(seconds: number): RequestRecord[] {
    return endedWithin(this.#recent, seconds);
  }

  /** The latest minute, up to the last second whose requests have ended; `at` counts from its start. */
  seconds(): Timeline["seconds"] {
    const end = Math.floor(now() / 1000) * 1000 - 1000;
    const begin = end - SPAN * 1000;
    const whole = this.#recent.filter(({ due }) => due >= begin && due < end);
    return timelineOf(whole, begin);
  }

  /**
   * The load of a drill: the requests that are sent anyway, from now on.
   * @throws Error if sending has failed, as the load's `stop` does: silence is not the orchestrator's result.
   */
  readonly tap: StartLoad = async (): Promise<Load> => {
    this.#requireSending();
    const requests: RequestRecord[] = [];
    const listener: Listener = (batch) => requests.push(...batch);
    this.#listeners.add(listener);
    return loadOf(requests, {
      aim: (endpoints) => this.aim(endpoints),
      pace: (rate) => this.#sending?.pace(rate),
      stop: async () => {
        this.#listeners.delete(listener);
        this.#requireSending();
      },
    });
  };

  #requireSending(): void {
    if (this.failure !== undefined) throw new Error(this.failure);
  }

  #take(requests: RequestRecord[]): void {
    this.sent += requests.length;
    this.lost += requests.filter(({ outcome }) => "loss" in outcome).length;
    const remembered = endedWithin(this.#recent, SPAN + this.options.timeoutSeconds + 2);
    this.#recent = [...remembered, ...requests];
    for (const listener of this.#listeners) listener(requests);
  }
}
