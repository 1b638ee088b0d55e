import type { Owned } from "../orchestrators/engine";
import type { Connection } from "../program/connection";

/**
 * A resource in Pulumi's state.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go (ResourceV3)
 */
export interface StateResource {
  urn: string;
  type: string;
  /** The provider's id; a resource that is still being created has none. */
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** Whether Pulumi deletes it at the end of the next operation, as it does with what has been replaced. */
  delete?: boolean;
}

/** An operation that Pulumi had begun when the state was written. */
interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
  resource: StateResource;
}

/** What `pulumi stack export` prints; secrets in it are encrypted. */
export interface State {
  version: number;
  deployment: { resources?: StateResource[]; pending_operations?: PendingOperation[] };
}

/** What a state says about the deployment in it, even if that is unfinished. */
export interface Begun {
  /** The workload's name. */
  workload: string;
  connection: Connection;
}

/** Undefined if the program has never begun to deploy. */
export function begunIn({ deployment }: State): Begun | undefined {
  const component = deployment.resources?.find(({ type }) => /^podium:.*:Deployment$/.test(type));
  const connection = component?.inputs?.["connection"] as Connection | undefined;
  return component && connection && { workload: component.urn.split("::").at(-1)!, connection };
}

/** The outputs of the stack, with secrets as they are encrypted; undefined if it was never deployed. */
export function outputsIn({ deployment }: State): Record<string, unknown> | undefined {
  const { outputs = {} } = deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
  return Object.keys(outputs).length ? outputs : undefined;
}

/** Whether Pulumi was killed during an operation, so that the state may differ from what exists. */
export const isInterrupted = ({ deployment }: State): boolean =>
  Boolean(deployment.pending_operations?.length);

/** The types of what Pulumi was creating when it was killed. */
export const unfinishedTypes = ({ deployment }: State): Set<string> =>
  new Set(creationsIn(deployment).map(({ type }) => type));

/**
 * Makes known to Pulumi what it was creating when it was killed: it may exist, and the state does not have its id.
 * @param owned everything on the engine that belongs to the workload.
 * @returns the state with these resources in place of their creations, and which of `owned` they are.
 */
export function adoptUnfinished(
  state: State,
  owned: Owned[],
): { state: State; added: StateResource[]; adopted: Owned[] } {
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  const creations = creationsIn(state.deployment);
  const adopted = owned.filter(
    (each) =>
      creations.some(({ type }) => type === each.type) &&
      !resources.some((resource) => isSame(resource, each)),
  );
  const urns = new Set(resources.map(({ urn }) => urn));
  const added = adopted.map(({ type, id, outputs }): StateResource => {
    const creation = creationOf(creations, { type, id }, urns);
    // Of two resources with one URN, all but one must be those that Pulumi has replaced and will delete.
    const isSecond = urns.has(creation.urn);
    urns.add(creation.urn);
    // Providers also read what they delete from the outputs; these were not known yet.
    return {
      ...creation,
      id,
      outputs: { ...creation.inputs, ...outputs },
      ...(isSecond && { delete: true }),
    };
  });
  return {
    state: {
      ...state,
      deployment: {
        ...state.deployment,
        resources: [...resources, ...added],
        pending_operations: pending.filter(({ type }) => type !== "creating"),
      },
    },
    added,
    adopted,
  };
}

/**
 * Which creation has made it, as far as that can be told: one whose inputs name it, or else one whose URN is not taken yet.
 * Any other of its type also says how to delete it.
 */
function creationOf(
  creations: StateResource[],
  { type, id }: Pick<Owned, "type" | "id">,
  urns: Set<string>,
): StateResource {
  const possible = creations.filter((each) => each.type === type);
  const free = possible.filter(({ urn }) => !urns.has(urn));
  return free.find(({ inputs = {} }) => Object.values(inputs).includes(id)) ?? free[0] ?? possible[0]!;
}

/**
 * Whether the state has it. A cloud may write an id in capitals here and in small letters there:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
const isSame = (resource: StateResource, { type, id, outputs = {} }: Owned): boolean =>
  resource.type === type &&
  resource.id?.toLowerCase() === id.toLowerCase() &&
  Object.entries(outputs).every(([name, value]) => (resource.outputs?.[name] ?? value) === value);

const creationsIn = ({ pending_operations: pending = [] }: State["deployment"]): StateResource[] =>
  pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
