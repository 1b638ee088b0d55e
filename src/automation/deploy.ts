import type { PulumiCommand } from "@pulumi/pulumi/automation";
import type { OrchestratorName } from "../orchestrators";
import { engineOf } from "../orchestrators/engines";
import { endIfInterrupted, type Interruption } from "./interruption";
import { stackConfig } from "./projects";
import { ProjectStack } from "./stacks";
import { engineFor, refuseToMeddle, refuseToMove } from "./target";
import { type Verification, verify } from "../verdict/verify";
import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import type { StackOutputs } from "../program/outputs";

export interface Deployed {
  changed: boolean;
  outputs: StackOutputs;
  verification: Verification;
}

const IMAGE_HELP =
  "Docker builds the image and pushes it to the registry at PODIUM_REGISTRY (default: localhost:5000); both must respond.";

/**
 * Builds and pushes the image if its sources have changed.
 * @returns its reference by digest.
 * @throws Failure with what Pulumi reports, and what the image depends on.
 */
export async function deployImage(
  pulumi: PulumiCommand,
  report: Progress,
  interruption?: Interruption,
): Promise<string> {
  endIfInterrupted(interruption);
  const stack = await ProjectStack.open("image", pulumi);
  const built = await builtImage(stack);
  if (built) return built;
  try {
    await stack.up(report, interruption);
  } catch (error) {
    endIfInterrupted(interruption);
    throw new Failure(`${(error as Failure).message}\n${IMAGE_HELP}`);
  }
  return (await stack.outputs())?.["reference"] as string;
}

/** The image in the stack's state, if it was made of what there is now. */
async function builtImage(stack: ProjectStack): Promise<string | undefined> {
  const { reference, sources } = (await stack.outputs()) ?? {};
  if (!sources || (await stack.isUnfinished())) return undefined;
  const { sampleImageArgs, sourcesOf } = await import("../image/sources");
  const configured = stackConfig("image");
  // The program reports what is wrong with its configuration.
  const args = await sampleImageArgs((key) => configured[`podium:${key}`] as string | undefined).catch(
    () => undefined,
  );
  return args && sourcesOf(args) === sources ? (reference as string) : undefined;
}

/**
 * Runs `pulumi up` for an opened stack, which stays on the engine that it is deployed to.
 * @throws Failure with what Pulumi reports, or if its configuration has come to name another engine, or if the engine
 *   already has a deployment of this name that is not the stack's.
 */
export async function update(
  stack: ProjectStack,
  name: OrchestratorName,
  report: Progress,
  interruption?: Interruption,
): Promise<{ changed: boolean; outputs: StackOutputs }> {
  const before = (await stack.outputs()) as StackOutputs | undefined;
  // An interrupted first `up` has left no outputs.
  const deployed = before?.connection ?? (await stack.begun())?.connection;
  refuseToMove(name, deployed);
  const engine = await engineFor(name, deployed);
  if (!deployed) await refuseToMeddle(engine, await stack.configuredName());
  const changed = await stack.up(report, interruption, engine);
  return { changed, outputs: (await stack.outputs()) as unknown as StackOutputs };
}

/**
 * Deploys to one orchestrator and waits until the deployment is really done.
 * @throws Failure if Pulumi fails, or if what runs afterwards is not what was wanted.
 */
export async function deploy(
  name: OrchestratorName,
  pulumi: PulumiCommand,
  report: Progress,
  interruption?: Interruption,
): Promise<Deployed> {
  endIfInterrupted(interruption);
  report("opening the stack");
  const stack = await ProjectStack.open(name, pulumi);
  const { changed, outputs } = await update(stack, name, report, interruption);
  report("waiting for every instance to respond");
  const engine = await engineOf(name, outputs.connection);
  const verification = await verify(outputs, engine, interruption?.stop);
  if (verification.problems.length) {
    endIfInterrupted(interruption);
    throw new Failure(
      `Pulumi has finished, but the deployment is not healthy: ${verification.problems.join("; ")}`,
    );
  }
  return { changed, outputs, verification };
}
