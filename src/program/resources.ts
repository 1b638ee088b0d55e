/** One resource that a program asks for. */
export interface PlannedResource {
  /** The Pulumi type token, e.g. `random:index/randomString:RandomString`. */
  type: string;
  /** The resource's name in the program. */
  name: string;
  /** What the program asks for. A secret is a `Secret`; a value that only the engine can know is `UNKNOWN`. */
  inputs: Record<string, unknown>;
}

/** Whether something is a component of Podium's, which only groups resources and does not exist on an engine. */
export const isComponent = ({ type }: { type: string }): boolean => type.startsWith("podium:");

/** The resources that exist on an engine. */
export const realOnes = <T extends { type: string }>(resources: T[]): T[] =>
  resources.filter((each) => !isComponent(each));

/** Returns what resources of a type output beside their inputs, by type token: stands for the engine in a plan. */
export type PlannedOutputs = Record<
  string,
  (name: string, inputs: Record<string, unknown>) => Record<string, unknown>
>;

/** A property that differs. A secret shows neither value; a value that does not exist is undefined. */
export interface PropertyChange {
  /** E.g. `spec.replicas`; it leads into JSON strings, and items of a list are found by their name, if they have one. */
  path: string;
  before?: unknown;
  after?: unknown;
  secret: boolean;
}

/** What becomes of one resource. */
export interface ResourceChange {
  /** The Pulumi type token. */
  type: string;
  /** The resource's name in the program. */
  name: string;
  kind: "added" | "removed" | "changed";
  /** Of a resource that is changed; in the order of its properties. */
  properties: PropertyChange[];
}
