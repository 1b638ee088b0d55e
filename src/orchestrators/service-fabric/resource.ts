import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";

// What the three resources have in common. Pulumi serializes a dynamic provider: it writes the source of its functions,
// and of all that they refer to, into the stack's state and runs that in a process of its own, without this project's
// modules. Plain functions and data survive this, and so do imports by name from Node.js' own modules.

/** What a resource's constructor takes for the inputs that its provider gets. */
export type Args<Inputs> = { [Key in keyof Inputs]: pulumi.Input<Inputs[Key]> };

/** The names of the inputs that differ from the state. */
export function changedKeys<Inputs>(
  olds: Inputs,
  news: Inputs,
  ...keys: (keyof Inputs & string)[]
): string[] {
  return keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
}

/**
 * An error after which something is in the cluster all the same: Pulumi keeps it in the stack's state as unfinished, so
 * that the next `up` updates it and a `destroy` deletes it.
 */
export function unfinished(id: string, properties: unknown, error: unknown): Error {
  const { message } = error as Error;
  return Object.assign(new Error(message), { id, properties, reasons: [message] });
}
