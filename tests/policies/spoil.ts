import type { PlannedResource } from "../../src/program/resources";
import type { Spoilt } from "../orchestrators/kit";

/** A copy of the resource with another value at a path. */
export function spoil({ type, name, inputs }: PlannedResource, [path, value]: Spoilt): PlannedResource {
  return { type, name, inputs: replace(inputs, path.split("."), value) as Record<string, unknown> };
}

function replace(inside: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof inside === "string") return JSON.stringify(replace(JSON.parse(inside), [key, ...rest], value));
  const copy = (Array.isArray(inside) ? [...inside] : { ...(inside as object) }) as Record<string, unknown>;
  copy[key] = replace(copy[key], rest, value);
  return copy;
}
