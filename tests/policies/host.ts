import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import type { Resource } from "../../policies/policy";
import { Secret, UNKNOWN } from "../../src/plan/record";
import type { PlannedResource } from "../../src/program/resources";

/** Stands for an unknown string in Pulumi's wire format. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A planned resource as Pulumi passes it to a policy: secrets are plain, and reading an unknown value is an error. */
export function asInHost({ type, name, inputs }: PlannedResource): Resource {
  return { type, name, props: unknownCheckingProxy(plain(inputs)) as Record<string, unknown> };
}

function plain(value: unknown): unknown {
  if (value instanceof Secret) return plain(value.value);
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

/** The result of `look`; undefined if it reads a value that is unknown before `up`. */
export function ifKnown<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}
