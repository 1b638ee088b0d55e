import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { Failure } from "./failure";
import { endIfInterrupted, type Interruption } from "./interruption";
import { ProjectStack, type Report } from "./stacks";
import { type StackOutputs, type Verification, verify } from "../verdict/verify";

export interface Deployed {
  changed: boolean;
  outputs: StackOutputs;
  verification: Verification;
}

const IMAGE_HELP =
  "The image is built by Docker and pushed to the registry at PODIUM_REGISTRY, or localhost:5000: both must answer.";

/**
 * Builds and pushes the image if its sources have changed.
 * @returns its reference by digest.
 * @throws Failure with what Pulumi says, and with what the image depends on.
 */
export async function deployImage(
  pulumi: PulumiCommand,
  report: Report,
  interruption?: Interruption,
): Promise<string> {
  endIfInterrupted(interruption);
  const stack = await ProjectStack.open("image", pulumi);
  try {
    await stack.up(report, interruption);
  } catch (error) {
    endIfInterrupted(interruption);
    throw new Failure(`${(error as Failure).message}\n${IMAGE_HELP}`);
  }
  return (await stack.outputs())?.["reference"] as string;
}

/**
 * Deploys to one orchestrator and waits until it is really done.
 * @throws Failure if Pulumi fails, or if what runs afterwards is not what was wanted.
 */
export async function deploy(
  name: OrchestratorName,
  pulumi: PulumiCommand,
  report: Report,
  interruption?: Interruption,
): Promise<Deployed> {
  endIfInterrupted(interruption);
  report("opening the stack");
  const stack = await ProjectStack.open(name, pulumi);
  const changed = await stack.up(report, interruption);
  const outputs = (await stack.outputs()) as unknown as StackOutputs;
  report("waiting until every instance has answered");
  const verification = await verify(outputs, ORCHESTRATORS[name].engine, interruption?.stop);
  if (verification.problems.length) {
    endIfInterrupted(interruption);
    throw new Failure(`Pulumi is done, but the deployment is not: ${verification.problems.join("; ")}`);
  }
  return { changed, outputs, verification };
}
