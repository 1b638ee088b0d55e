import type { ContractItem, PROVISIONS } from "../../src/workload/fidelity";
import type { PlannedOutputs } from "../../src/program/resources";
import type { Config } from "../../src/workload/settings";
import type { Proof } from "../proof/proof";

/** A property's path in a resource, into JSON strings, too, and the value that goes there. */
export type Spoilt = [path: string, value: unknown];

/** What no API accepts, by the end of a type token: a path, and the value there, as in `Mutation`. */
export type Breakages = Record<string, [path: string, value?: unknown][]>;

/** What the tests that run over all orchestrators need to know about one of them: `tests/orchestrators/NAME/kit.ts`. */
export interface Kit {
  /** Configuration under which it provides what it does not provide by default. */
  conditions?: Partial<Record<keyof typeof PROVISIONS, Config>>;
  /** For each policy that applies to it, by name: what violates the policy. */
  bad: Record<string, Spoilt[]>;
  /** Opens a second port to the world: a change of its resource of this type. */
  open: [type: string, ...Spoilt];
  /** Whether secrets are plain environment variables there, for want of a better place. */
  hasPlainSecrets?: boolean;
  /**
   * The items of the contract whose change leaves running instances alone: `new` changes only their number. Every other
   * supported item restarts all of them.
   */
  gentle: Partial<Record<"new" | "none", ContractItem[]>>;
  /** What its plan is held against. */
  proof: Proof;
  breakages: Breakages;
  /** What its engine would output, where a plan would have gaps otherwise. */
  answers?: PlannedOutputs;
  /** Configuration without which no plan is complete, such as a cloud's region. */
  surroundings?: Config;
  /** Configuration that makes the program create everything it can. */
  everything?: Config;
  /** Configuration that the largest workload needs beside it. */
  largest?: Config;
  /** Other settings of its own, for the workload with odd values. */
  odd?: Config;
}

/** The kit of an orchestrator. */
export const kitOf = async (name: string): Promise<Kit> =>
  ((await import(`./${name}/kit.ts`)) as { kit: Kit }).kit;
