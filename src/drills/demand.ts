import type { Workload } from "../workload/workload";

/** Requests that need more CPU than some instances are meant to use. */
export interface Demand {
  /** Requests per second. */
  rate: number;
  /** CPU time of each, in milliseconds. */
  cost: number;
  /** Requests per second of the same cost for which fewer instances would do. */
  restRate: number;
}

/**
 * The share of the instances' CPU that requests need: more than an autoscaler is to keep, so that it acts, but less than
 * all of it, since requests would then wait for each other and be lost.
 */
const SHARE = 0.7;
/** At rest, a fifth of that: autoscalers keep a distance between the use at which they add and that at which they remove. */
const REST = 0.2;
/** Milliseconds, so that what the sample's own responses cost, half of one or more, hardly matters. */
const CHEAPEST = 10;
/** Milliseconds, so that probes do not wait for long behind a request. */
const DEAREST = 30;
/** Requests per second, so that a fifth of them is at least one. */
const SLOWEST = 5;

/**
 * The demand for so many instances. The rate is the session's, as long as requests then cost neither too little to be told
 * from others nor too much at once.
 * @param rate of the session, in requests per second.
 */
export function demandOf(instances: number, { cpu }: Pick<Workload, "cpu">, rate: number): Demand {
  const needed = 1000 * SHARE * instances * cpu;
  const bounded = Math.min(Math.max(rate, needed / DEAREST), needed / CHEAPEST);
  const chosen = Math.ceil(Math.max(bounded, SLOWEST));
  const cost = Math.round((10 * needed) / chosen) / 10;
  return { rate: chosen, cost, restRate: Math.round(chosen * REST) };
}
