import type { Connection } from "../program/connection";
import type { PlannedOutputs } from "../program/resources";
import type { Fidelity } from "../workload/fidelity";
import type { Config, Settings } from "../workload/settings";
import type { Bootstrap } from "./bootstrap";
import type { Engine } from "./engine";
import type { PolicyReaders } from "./policies";
import type { RestartRules } from "./restarts";

/** What all orchestrators have, as every table of them lists it. */
export const CONCEPTS = {
  instance: "One running copy",
  controller: "Keeps the wanted number running",
  endpoint: "Spreads requests over them",
  scheduler: "Decides where one runs",
  node: "What one runs on",
  update: "How an update is done",
  discovery: "How they find each other",
  kill: "How the drills kill one",
} as const;

/** An orchestrator's own words for what all of them have. */
export type Concepts = Record<keyof typeof CONCEPTS, string>;

/**
 * Everything that is known about one orchestrator. Its folder is closed: no other file names it, apart from the list in
 * `index.ts` and its stack. A descriptor is cheap to load; whatever needs an SDK is loaded when it is used.
 */
export interface Orchestrator {
  title: string;
  /** Whether the real one is a cloud service, which needs an account and costs money. */
  cloud: boolean;
  /** The folder of its stack, a Pulumi project named `podium-NAME`. */
  stack: string;
  /** The folder with its code, which has the component in `deployment.ts`. */
  folder: string;
  concepts: Concepts;
  fidelity: Fidelity;
  /** The configuration that only its stack has. */
  settings: Settings;
  restarts: RestartRules;
  policies: PolicyReaders;
  /** What its resources would output where others are created from that; in a plan nothing else stands for the engine. */
  plannedOutputs?: PlannedOutputs;
  /** Properties that name an item of a list, e.g. `DestPath`, so that a comparison can tell which item changed. */
  itemNames: string[];
  /**
   * The processes that make up its engine, by their command lines, including the container runtime that it needs, but
   * not the helpers beside each container. Undefined where the engine does not run on the user's own machines.
   */
  processes?: RegExp[];
  /**
   * Environment variables with paths of files that its program reads. Pulumi runs the program in the stack's folder, so
   * `podium` makes relative paths absolute first.
   */
  pathVariables?: string[];
  /** How to start an engine on a machine that has only Docker, where Podium can. */
  bootstrap?: Bootstrap;
  /**
   * The engine that its stack deploys to with this configuration; its program uses the same function.
   * @throws InvalidConfig, or Failure that names the environment variable with the wrong value.
   */
  connectionOf(config: Config): Connection;
  /** A client of the engine behind a connection. Does not contact it yet. */
  connect(connection: Connection): Promise<Engine>;
}
