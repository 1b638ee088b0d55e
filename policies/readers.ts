import { ORCHESTRATORS } from "../src/orchestrators";
import type { Orchestrator } from "../src/orchestrators/orchestrator";
import type { Container, PolicyReaders } from "../src/orchestrators/policies";
import type { ContractItem } from "../src/workload/fidelity";
import type { Resource } from "./policy";

const all: Orchestrator[] = Object.values(ORCHESTRATORS);

/** Every reader of one kind, by type token. */
const readers = <K extends keyof PolicyReaders>(kind: K): NonNullable<PolicyReaders[K]> =>
  Object.assign({}, ...all.map(({ policies }) => policies[kind])) as NonNullable<PolicyReaders[K]>;

const CONTAINERS = readers("containers");
const OPENINGS = readers("openings");
const REDIRECTS = readers("redirects");

/** The containers of a resource; most have none. */
export const containersOf = ({ type, props }: Resource): Container[] => CONTAINERS[type]?.(props) ?? [];

/** The ports that a resource opens to the world. */
export const openingsOf = ({ type, props }: Resource): string[] =>
  (OPENINGS[type]?.(props) ?? []).map(String);

/** The port at which a resource only redirects clients to HTTPS; most resources have none. */
export const redirectsOf = ({ type, props }: Resource): string[] =>
  (REDIRECTS[type]?.(props) ?? []).map(String);

/** Whether resources of a type can express an item of the contract at all. */
export function expresses(type: string, item: ContractItem): boolean {
  const owner = all.find(({ policies }) => type in policies.containers);
  return owner !== undefined && owner.fidelity[item].level !== "unsupported";
}
