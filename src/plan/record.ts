import { setImmediate } from "node:timers/promises";
import "./closures";
import * as pulumi from "@pulumi/pulumi";

/** One resource that a program asks for. */
export interface PlannedResource {
  /** The Pulumi type token, e.g. `kubernetes:apps/v1:Deployment`. */
  type: string;
  /** The resource's name in the program. */
  name: string;
  /**
   * What the program asks for. A secret is a `Secret`; a value that only the engine can know is `UNKNOWN`.
   */
  inputs: Record<string, unknown>;
}

/** Stands for a value that is known once other resources have been deployed. */
export const UNKNOWN = "(known after up)";

/** Holds a value that Pulumi would encrypt. */
export class Secret {
  constructor(readonly value: unknown) {}
  /** Never the value: whoever prints a plan must not print secrets. */
  toJSON(): string {
    return "[secret]";
  }
}

/** Answers that mocks give in an engine's place. */
export interface Recording {
  project: string;
  stack?: string;
  /** The stack's configuration, e.g. `{ "podium:replicas": "3" }`. */
  config?: Record<string, string>;
  /** The keys of `config` that are secret. */
  secretKeys?: string[];
  /** What resources of a type answer beside their inputs. */
  outputs?: Record<string, (name: string, inputs: Record<string, unknown>) => Record<string, unknown>>;
}

const IMAGE = `localhost:5000/podium@sha256:${"0".repeat(64)}`;

/**
 * Runs a Pulumi program in this process with mocks, and tells which resources it asks for. No engine, no daemon and no
 * account is needed. Pulumi's runtime is one per process: let one recording end before the next begins.
 * @returns the resources in the order of their registration, components included, and what `program` returned.
 */
export async function record<T>(
  { project, stack = "dev", config = {}, secretKeys = [], outputs = {} }: Recording,
  program: () => T | Promise<T>,
): Promise<{ resources: PlannedResource[]; result: T }> {
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
  pulumi.runtime.setAllConfig(config, secretKeys);
  const result = await program();
  await untilSettled(() => resources.length);
  return { resources, result };
}

/**
 * Registering is asynchronous, and what is registered may lead to more: without this wait the last resources would be
 * missing.
 */
async function untilSettled(registered: () => number): Promise<void> {
  for (let before = -1; before !== registered();) {
    before = registered();
    await pulumi.runtime.disconnect();
    await setImmediate();
  }
}

// The marks of Pulumi's wire format, which mocks are given as they are.
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
