import diff from "microdiff";
import { type PlannedResource, Secret } from "../plan/record";

/** A property that differs. A secret shows neither value; what is not there has none. */
export interface PropertyChange {
  /** E.g. `spec.replicas`; it leads into texts of JSON, and what has a name in a list is found by that. */
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

/** What differs between two plans. A resource is the same as one of its type and name in the other plan. */
export function compare(before: PlannedResource[], after: PlannedResource[]): ResourceChange[] {
  const former = new Map(before.map((each) => [keyOf(each), each]));
  const latter = new Map(after.map((each) => [keyOf(each), each]));
  const removed = before.filter((each) => !latter.has(keyOf(each)));
  return [
    ...removed.map(({ type, name }) => ({ type, name, kind: "removed" as const, properties: [] })),
    ...after.flatMap((each): ResourceChange[] => {
      const { type, name } = each;
      const earlier = former.get(keyOf(each));
      if (!earlier) return [{ type, name, kind: "added", properties: [] }];
      const properties = compareInputs(earlier.inputs, each.inputs);
      return properties.length ? [{ type, name, kind: "changed", properties }] : [];
    }),
  ];
}

const keyOf = ({ type, name }: PlannedResource) => `${type} ${name}`;

function compareInputs(
  before: PlannedResource["inputs"],
  after: PlannedResource["inputs"],
): PropertyChange[] {
  const secrets: string[] = [];
  const [former, latter] = [before, after].map(
    (each) => readable(each, [], secrets) as Record<string, unknown>,
  );
  return diff(former!, latter!).map((difference) => {
    const path = difference.path.join(".");
    // What is added or removed as a whole can hold a secret, too.
    const secret = secrets.some((each) => isWithin(path, each) || isWithin(each, path));
    if (secret) return { path, secret };
    return {
      path,
      ...(difference.type !== "CREATE" && { before: difference.oldValue as unknown }),
      ...(difference.type !== "REMOVE" && { after: difference.value as unknown }),
      secret,
    };
  });
}

const isWithin = (path: string, outer: string) => path === outer || path.startsWith(`${outer}.`);

/** Values as they are compared: texts of JSON parsed, lists of named things by name. Notes the paths of secrets. */
function readable(value: unknown, path: string[], secrets: string[], isSecret = false): unknown {
  if (value instanceof Secret) {
    secrets.push(path.join("."));
    return readable(value.value, path, secrets, true);
  }
  // What a secret text consists of is nobody's business.
  const parsed = typeof value === "string" && !isSecret ? parse(value) : value;
  if (typeof parsed !== "object" || parsed === null) return parsed;
  const named: object = Array.isArray(parsed) ? byName(parsed) : parsed;
  const inner = (each: unknown, key: string | number) =>
    readable(each, [...path, String(key)], secrets, isSecret);
  return Array.isArray(named)
    ? named.map(inner)
    : Object.fromEntries(Object.entries(named).map(([key, each]) => [key, inner(each, key)]));
}

function parse(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the orchestrators call that by which one thing in a list is told from another. */
const NAMES = ["name", "Name", "key", "Type", "Label", "DestPath"];

/** A list whose items have names, as an object: an item more at its beginning is then no change of all others. */
function byName(list: unknown[]): object {
  const name = NAMES.find((each) => {
    const found = list.map((item) => (item as Record<string, unknown> | null)?.[each]);
    return found.every((text) => typeof text === "string") && new Set(found).size === list.length;
  });
  if (!name || !list.length) return list;
  return Object.fromEntries(list.map((item) => [(item as Record<string, unknown>)[name], item]));
}
