import { Secret } from "../plan/record";

/** Inputs in a form in which they can be compared property by property. */
export interface Readable {
  value: Record<string, unknown>;
  /** The paths of secrets. */
  secrets: string[];
}

/**
 * Parses JSON strings and turns lists of named items into objects by name: otherwise one more item at the beginning of a
 * list would change all others.
 * @param itemNames the properties that name an item, see `Orchestrator`.
 */
export function readable(inputs: Record<string, unknown>, itemNames: string[]): Readable {
  const secrets: string[] = [];

  function read(value: unknown, path: string[], isSecret: boolean): unknown {
    if (value instanceof Secret) {
      secrets.push(path.join("."));
      return read(value.value, path, true);
    }
    // The parts of a secret string are secret, too.
    const parsed = typeof value === "string" && !isSecret ? parse(value) : value;
    if (typeof parsed !== "object" || parsed === null) return parsed;
    const named: object = Array.isArray(parsed) ? byName(parsed, itemNames) : parsed;
    const inner = (each: unknown, key: string | number) => read(each, [...path, String(key)], isSecret);
    return Array.isArray(named)
      ? named.map(inner)
      : Object.fromEntries(Object.entries(named).map(([key, each]) => [key, inner(each, key)]));
  }

  return { value: read(inputs, [], false) as Record<string, unknown>, secrets };
}

function parse(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A list whose items all have distinct names, as an object. */
function byName(list: unknown[], itemNames: string[]): object {
  const name = itemNames.find((each) => {
    const found = list.map((item) => (item as Record<string, unknown> | null)?.[each]);
    return found.every((text) => typeof text === "string") && new Set(found).size === list.length;
  });
  if (!name || !list.length) return list;
  return Object.fromEntries(list.map((item) => [(item as Record<string, unknown>)[name], item]));
}
