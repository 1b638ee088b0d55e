import type { Fidelity } from "../workload/fidelity";
import type { Engine } from "./engine";
import type { RestartRules } from "./restarts";

/** What all orchestrators have, and every table of them asks for. */
export const CONCEPTS = {
  instance: "One running copy",
  controller: "What keeps as many as wanted",
  endpoint: "What spreads requests over them",
  scheduler: "What decides where one runs",
  update: "How an update is done",
  discovery: "How they find each other",
  kill: "How the drills kill one",
} as const;

/** An orchestrator's own words for what all of them have. */
export type Concepts = Record<keyof typeof CONCEPTS, string>;

export interface Orchestrator {
  title: string;
  /** Whether the real one is a cloud's service, which needs an account and costs money. */
  cloud: boolean;
  concepts: Concepts;
  fidelity: Fidelity;
  restarts: RestartRules;
  engine: Engine;
}
