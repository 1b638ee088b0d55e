/*
 * What Podium's dynamic providers have in common. They stand for engines that Pulumi has no provider for.
 *
 * Pulumi writes the source of a dynamic provider's functions, and of everything they refer to, into the stack's state. It
 * runs that text in another process, without TypeScript and without this project. So a provider consists of plain
 * functions on plain data. With the compiler in bin/typescript.js, which turns modules into CommonJS:
 *
 * - Functions and constants from this project's modules survive: the text contains copies of them.
 * - Imports from Node.js's own modules survive by name (`import { join } from "node:path"`) and as a namespace
 *   (`import * as path`): the text requires the module. A default import does not survive: the compiler wraps it.
 *   Nor do two modules whose paths end alike, such as node:fs/promises and node:timers/promises, in two files: the text
 *   has one name for both.
 * - Imports from npm packages do not: some cannot be serialized, and none is sure to be installed where the text runs.
 * - Outside of functions, `Map`, `Set` and variables that change do not survive. Neither do classes that have fields or
 *   extend `Error`: add properties to an error with `Object.assign`.
 *
 * https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/
 */
import { isDeepStrictEqual } from "node:util";

/** The names among `keys` of the inputs that differ from the state. */
export function changedKeys<Inputs>(
  olds: Inputs,
  news: Inputs,
  ...keys: (keyof Inputs & string)[]
): string[] {
  return keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
}

/**
 * An error that leaves something in the engine all the same. Pulumi keeps the resource in the stack's state as unfinished:
 * the next `up` updates it, and `destroy` deletes it.
 * @param properties the resource's state. It includes the input `__provider`, Pulumi's own: without that, nothing could be
 * done with the resource any more.
 */
export function unfinished(id: string, properties: object, error: unknown): Error {
  const { message } = error as Error;
  return Object.assign(new Error(message), { id, properties, reasons: [message] });
}
