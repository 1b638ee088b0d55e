import type { OrchestratorName } from "../orchestrators";
import type { StackOutputs } from "../program/outputs";
import { outputsIn } from "./checkpoint";
import { isMissing, readState } from "./stateFiles";

/**
 * The outputs of an orchestrator's stack; undefined if nothing is deployed. Pulumi and its SDK, which take half a second to
 * load, are only needed where its files do not tell.
 * @throws Failure if the state cannot be read.
 */
export async function deployedOutputs(name: OrchestratorName): Promise<StackOutputs | undefined> {
  if (isMissing(name)) return undefined;
  const state = readState(name);
  return (state ? outputsIn(state) : await askedOutputs(name)) as StackOutputs | undefined;
}

async function askedOutputs(name: OrchestratorName): Promise<Record<string, unknown> | undefined> {
  const [{ requirePulumi }, { ProjectStack }] = await Promise.all([import("./cli"), import("./stacks")]);
  const stack = await ProjectStack.find(name, await requirePulumi());
  return stack?.outputs();
}
