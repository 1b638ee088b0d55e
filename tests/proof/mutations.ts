import type { PlannedResource } from "../../src/plan/record";
import type { Inputs } from "./proof";

/** A change of one value in what a program asks for. */
export interface Mutation {
  /** How the resource's type token ends. */
  type: string;
  /** Keys that lead to the value, into texts of JSON, too. */
  path: string[];
  /** Undefined: the value is left out. A function makes it of the one that is there. */
  value: unknown;
}

/**
 * With the change, the first resource of the type in which there is something to change or to leave out or else, where
 * none has anything there, an object that it comes into.
 */
export function mutated(resources: PlannedResource[], { type, path, value }: Mutation): PlannedResource {
  const all = resources.filter((each) => each.type.endsWith(type));
  const found =
    all.find(({ inputs }) => valueAt(inputs, path) !== undefined) ??
    all.find(({ inputs }) => isObject(valueAt(inputs, path.slice(0, -1))));
  if (!found) throw new Error(`no ${type} is planned that has ${path.slice(0, -1).join(".")}`);
  if (value === undefined && valueAt(found.inputs, path) === undefined) {
    throw new Error(`${type} has no ${path.join(".")} to leave out`);
  }
  const change: unknown = typeof value === "function" ? value(valueAt(found.inputs, path)) : value;
  return { ...found, inputs: replaced(found.inputs, path, change) as Inputs };
}

/**
 * Changes that nothing may survive, wherever they are made: a value of another type, a number that is negative or a
 * fraction, and a member that nobody has heard of.
 */
export function blindMutations({ type, inputs }: PlannedResource): Mutation[] {
  const found: Mutation[] = [];
  visit(inputs, [], (inner, path) => {
    const changes = isObject(inner)
      ? Array.isArray(inner)
        ? []
        : [{ ...inner, unheardOf: 1 }]
      : [{ unheardOf: [] }, ...(Number.isInteger(inner) ? [(inner as number) + 0.25, -7] : [])];
    if (path.length) found.push(...changes.map((value) => ({ type, path, value })));
  });
  return found;
}

const isObject = (value: unknown): value is Inputs => typeof value === "object" && value !== null;

/** JSON as what it says, anything else as it is. */
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

function visit(value: unknown, path: string[], tell: (inner: unknown, path: string[]) => void): void {
  const inner = parsed(value);
  tell(inner, path);
  if (isObject(inner)) Object.entries(inner).forEach(([key, each]) => visit(each, [...path, key], tell));
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
