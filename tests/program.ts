import { expect } from "vitest";
import { record } from "../src/plan/record";
import { type Workload } from "../src/workload/workload";
import type { PlannedResource } from "../src/program/resources";
import { parseWorkload, type WorkloadInput } from "../src/workload/schema";

export { Secret, UNKNOWN } from "../src/plan/record";

/** An image by digest, for tests. */
export const IMAGE = `localhost:5000/podium@sha256:${"a".repeat(64)}`;

/** A valid workload with `changes`. */
export const workloadOf = (changes: WorkloadInput = {}): Workload =>
  parseWorkload({ name: "web", publicPort: 8085, ...changes });

/** The resources that a program registers, with mocks in place of an engine. */
export class Resources {
  constructor(readonly all: PlannedResource[]) {}

  /** The inputs of the one resource of this type (and name). */
  only(type: string, name?: string): Record<string, unknown> {
    const found = this.all.filter((each) => each.type === type && (name === undefined || each.name === name));
    expect(found.map((each) => `${each.type} ${each.name}`)).toHaveLength(1);
    return found[0]!.inputs;
  }

  /** Type tokens in the order of registration. */
  get types(): string[] {
    return this.all.map(({ type }) => type);
  }
}

/** Runs `build` with mocks and waits until everything in it is registered. */
export async function resourcesOf(build: () => unknown): Promise<Resources> {
  return new Resources((await record({ project: "test" }, build)).resources);
}
