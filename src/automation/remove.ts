import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Engine } from "../orchestrators/engine";
import { endIfInterrupted, type Interruption } from "./interruption";
import type { Project } from "./projects";
import { ProjectStack } from "./stacks";
import { engineFor, listOf, remediesOf } from "./target";
import { Failure } from "../common/errors";
import { pause } from "../common/pause";
import type { Progress } from "../common/progress";
import { reasonOf } from "../common/reason";
import type { StackOutputs } from "../program/outputs";

/** Seconds that an engine may take to end the last instances after it has deleted the deployment. */
const PATIENCE = 60;

/** What became of a deployment that was to be removed. */
export interface Removal {
  /** False if there was nothing to remove. */
  removed: boolean;
  /** Why the engine could not be asked whether anything is left; Pulumi has deleted all that it knows. */
  unverified?: string;
}

/**
 * Removes one project's deployment and its state.
 * @throws Failure if something is left, with how to remove it. The stack is kept, so the next attempt looks again.
 */
export async function remove(
  project: Project,
  pulumi: PulumiCommand,
  report: Progress,
  interruption?: Interruption,
): Promise<Removal> {
  endIfInterrupted(interruption);
  report("looking for the stack");
  const stack = await ProjectStack.find(project, pulumi);
  if (!stack) return { removed: false };
  if (project === "image") {
    await stack.destroy(report, interruption);
    await stack.remove();
    return { removed: true };
  }
  const outputs = (await stack.outputs()) as StackOutputs | undefined;
  const begun = await stack.begun();
  const engine = await engineFor(project, outputs?.connection ?? begun?.connection);
  const deployed = {
    workload: begun?.workload ?? (await stack.configuredName()),
    reference: outputs?.reference,
  };
  await stack.destroy(report, interruption, engine);
  const unverified = await untilGone(engine, deployed, report, interruption);
  await stack.remove();
  return { removed: true, unverified };
}

/** What an engine knows a deployment by. */
interface Deployed {
  workload: string;
  /** Undefined if it was never completed. */
  reference?: string;
}

/** What an engine still has of a deployment, in words; undefined if that is nothing. */
async function leftOn(engine: Engine, { workload, reference }: Deployed): Promise<string | undefined> {
  const owned = await engine.owned(workload);
  if (owned.length) {
    return (
      `The engine still has ${listOf(owned)}, of which the stack's state knows nothing. If that is nobody else's, ` +
      `remove it:\n${remediesOf(owned)}`
    );
  }
  const instances = reference ? await engine.instances(reference) : [];
  return instances.length ? `The engine still runs ${instances.map(({ id }) => id).join(", ")}.` : undefined;
}

/**
 * Waits until nothing is left.
 * @returns why the engine could not be asked, if it does not respond.
 */
async function untilGone(
  engine: Engine,
  deployed: Deployed,
  report: Progress,
  interruption?: Interruption,
): Promise<string | undefined> {
  report("waiting until nothing is left");
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    let left: string | undefined;
    try {
      left = await leftOn(engine, deployed);
      if (left === undefined) await engine.tidy?.(deployed.workload);
    } catch (error) {
      if (!(await engine.probe()).reachable) return reasonOf(error);
      left = `The engine does not say what it still has: ${reasonOf(error)}`;
    }
    if (left === undefined) return undefined;
    endIfInterrupted(interruption);
    if (Date.now() > deadline) throw new Failure(left);
    await pause(1);
  }
}
