import { setImmediate } from "node:timers/promises";
import "./closures";
import * as pulumi from "@pulumi/pulumi";
import { usingWorkloadFile } from "../program/workloadPath";
import type { PlannedOutputs, PlannedResource } from "../program/resources";
import { followRelations, type Relations } from "./relations";

/** Stands for a value that is only known once other resources are deployed. */
export const UNKNOWN = "(known after up)";

/** A value that Pulumi would encrypt. */
export class Secret {
  constructor(readonly value: unknown) {}
  /** Never the value: a printed plan must not show secrets. */
  toJSON(): string {
    return "[secret]";
  }
}

/** What mocks use in place of an engine. */
export interface Recording {
  project: string;
  stack?: string;
  /** The stack's configuration, e.g. `{ "podium:replicas": "3" }`. */
  config?: Record<string, string>;
  /** The keys of `config` that are secret. */
  secretKeys?: string[];
  outputs?: PlannedOutputs;
  /** The path of the workload file; by default there is none, whatever is in the project's root. */
  workloadFile?: string;
}

const IMAGE = `localhost:5000/podium@sha256:${"0".repeat(64)}`;

/**
 * Runs a Pulumi program in this process with mocks, and records the resources that it asks for. It needs no engine, daemon
 * or account. Pulumi has one runtime per process, so one recording must end before the next begins.
 * @returns the resources in order of registration, including components, how they relate, and the result of `program`.
 * @throws what the program throws, also within an `apply`.
 */
export async function record<T>(
  { project, stack = "dev", config = {}, secretKeys = [], outputs = {}, workloadFile }: Recording,
  program: () => T | Promise<T>,
): Promise<{ resources: PlannedResource[]; relations: Relations[]; result: T }> {
  const resources: PlannedResource[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs }) {
      if (type === "pulumi:pulumi:StackReference") {
        return { id: name, state: { ...inputs, outputs: { reference: IMAGE }, secretOutputNames: [] } };
      }
      resources.push({ type, name, inputs: readable(inputs) as Record<string, unknown> });
      return { id: `${name}-id`, state: { ...inputs, ...outputs[type]?.(name, inputs) } };
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, project, stack, true, "organization");
  const relations = followRelations();
  pulumi.runtime.setAllConfig(config, secretKeys);
  return usingWorkloadFile(workloadFile, () =>
    withoutStackTraces(() =>
      unlessRejected(async () => {
        try {
          return { resources, relations, result: await program() };
        } finally {
          // Also after an error: what is still being registered would end up in the next recording.
          await untilSettled(() => resources.length);
        }
      }),
    ),
  );
}

/**
 * An error in an `apply` reaches nobody: Pulumi's own runtime, too, learns of it only because nobody handles it. What
 * depends on it would be waited for forever.
 */
export async function unlessRejected<T>(action: () => Promise<T>): Promise<T> {
  let reject: (error: unknown) => void;
  const rejected = new Promise<never>((_, fail) => (reject = fail));
  const onRejection = (error: unknown) => reject(error);
  process.on("unhandledRejection", onRejection);
  try {
    return await Promise.race([action(), rejected]);
  } finally {
    // The same error makes several promises fail.
    await setImmediate();
    process.off("unhandledRejection", onRejection);
  }
}

/** Pulumi's runtime formats a stack trace for every promise, in case it leaks: that takes half the time of a plan. */
async function withoutStackTraces<T>(action: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await action();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Registration is asynchronous and may trigger more: without this wait the last resources would be missing. */
export async function untilSettled(registered: () => number): Promise<void> {
  for (let before = -1; before !== registered();) {
    before = registered();
    await pulumi.runtime.disconnect();
    await setImmediate();
  }
}

// Markers of Pulumi's wire format, which mocks receive unchanged.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

function readable(value: unknown): unknown {
  if (pulumi.isUnknown(value)) return UNKNOWN;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return value;
  const entries = value as Record<string, unknown>;
  if (entries[SIGNATURE] === SECRET_SIGNATURE) return new Secret(readable(entries["value"]));
  return Object.fromEntries(Object.entries(entries).map(([key, each]) => [key, readable(each)]));
}
