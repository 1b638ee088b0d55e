import type { Fidelity } from "../fidelity";
import type { Engine } from "./engine";
import type { RestartRules } from "./restarts";

/** An orchestrator's own words for what all of them have. */
export interface Concepts {
  /** One running copy of the workload. */
  instance: string;
  /** What keeps as many instances as wanted. */
  controller: string;
  /** What spreads requests over them. */
  endpoint: string;
  /** What decides where an instance runs. */
  scheduler: string;
  /** How an update is done. */
  update: string;
  /** How instances find each other. */
  discovery: string;
}

export interface Orchestrator {
  title: string;
  /** Whether the real one is a cloud's service, which needs an account and costs money. */
  cloud: boolean;
  concepts: Concepts;
  fidelity: Fidelity;
  restarts: RestartRules;
  engine: Engine;
}
