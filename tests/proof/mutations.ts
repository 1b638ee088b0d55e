import type { Inputs } from "./proof";
import type { PlannedResource } from "../../src/program/resources";

/** A change of one value in a planned resource. */
export interface Mutation {
  /** The end of the resource's type token. */
  type: string;
  /** The keys that lead to the value, including into JSON strings. */
  path: string[];
  /** Undefined removes the value. A function computes it from the present one. */
  value: unknown;
}

/**
 * Returns one changed resource: the first of the type that has another value at the path, or else the first with an object
 * that the value can be added to.
 * @throws Error if there is no such resource, or nothing to remove.
 */
export function mutated(resources: PlannedResource[], { type, path, value }: Mutation): PlannedResource {
  const all = resources.filter((each) => each.type.endsWith(type));
  const found =
    all.find(({ inputs }) => valueAt(inputs, path) !== undefined && valueAt(inputs, path) !== value) ??
    all.find(({ inputs }) => isObject(valueAt(inputs, path.slice(0, -1))));
  if (!found) throw new Error(`no planned ${type} has ${path.slice(0, -1).join(".")}`);
  if (value === undefined && valueAt(found.inputs, path) === undefined) {
    throw new Error(`${type} has no ${path.join(".")} to remove`);
  }
  const change: unknown = typeof value === "function" ? value(valueAt(found.inputs, path)) : value;
  return { ...found, inputs: replaced(found.inputs, path, change) as Inputs };
}

/**
 * Changes that must be detected wherever they are made: a value of another type, a negative number, a fraction, and an
 * unknown member.
 */
export function blindMutations({ type, inputs }: PlannedResource): Mutation[] {
  const found: Mutation[] = [];
  visit(inputs, [], (inner, path) => {
    const changes = isObject(inner)
      ? Array.isArray(inner)
        ? []
        : [{ ...inner, unknownMember: 1 }]
      : [{ unknownMember: [] }, ...(Number.isInteger(inner) ? [(inner as number) + 0.25, -7] : [])];
    if (path.length) found.push(...changes.map((value) => ({ type, path, value })));
  });
  return found;
}

const isObject = (value: unknown): value is Inputs => typeof value === "object" && value !== null;

/** Parses a JSON string, and returns anything else unchanged. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const valueAt = (value: unknown, path: string[]): unknown =>
  path.reduce((inner, key) => (isObject(inner) ? parsed(inner[key]) : undefined), value);

function visit(value: unknown, path: string[], report: (inner: unknown, path: string[]) => void): void {
  const inner = parsed(value);
  report(inner, path);
  if (isObject(inner)) Object.entries(inner).forEach(([key, each]) => visit(each, [...path, key], report));
}

function replaced(value: unknown, [key, ...rest]: string[], change: unknown): unknown {
  const inner = parsed(value);
  const result = key === undefined ? change : withMember(inner as Inputs, key, rest, change);
  return typeof value === "string" && isObject(inner) ? JSON.stringify(result) : result;
}

function withMember(inner: Inputs, key: string, rest: string[], change: unknown): unknown {
  const member = replaced(inner[key], rest, change);
  return Array.isArray(inner)
    ? inner.map((each: unknown, index) => (String(index) === key ? member : each))
    : { ...inner, [key]: member };
}
