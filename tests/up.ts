import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { ORCHESTRATORS, type OrchestratorName } from "../src/orchestrators";
import { runProgram } from "../src/plan/programs";
import { untilSettled, unlessRejected } from "../src/plan/record";
import { promiseOf } from "./failures";

/**
 * Runs an orchestrator's stack program as `pulumi up` does, not as a preview, with mocks that have no outputs.
 * @returns the type tokens of what is made, in order, and why it fails, if it does.
 */
export async function upStack(
  name: OrchestratorName,
  config: Record<string, string>,
): Promise<{ made: string[]; failure?: string }> {
  const made: string[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs }) {
      made.push(type);
      return { id: `${name}-id`, state: inputs };
    },
    call: ({ inputs }) => inputs,
  };
  await pulumi.runtime.setMocks(mocks, `podium-${name}`, "dev", false, "organization");
  setAllConfig(config);
  const ran = unlessRejected(async () => {
    const { reference } = await runProgram(ORCHESTRATORS[name].stack);
    await Promise.race([untilSettled(() => made.length), failureOf(reference)]);
  });
  const failure = await ran.then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { made, failure };
}

/** Rejects with the failure of an output, and never resolves. */
const failureOf = (output: unknown) =>
  new Promise<never>((_, reject) => void promiseOf(output as pulumi.Output<unknown>).catch(reject));
