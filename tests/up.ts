import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime";
import { ORCHESTRATORS, type OrchestratorName } from "../src/orchestrators";
import { runProgram } from "../src/plan/programs";
import { promiseOf } from "./failures";

/** Without anything new for this long, a program has made all that it will. */
const QUIET_MS = 300;

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
  let failure: string | undefined;
  const note = (error: Error) => void (failure ??= error.message);
  process.on("unhandledRejection", note);
  const { reference } = await runProgram(ORCHESTRATORS[name].stack);
  promiseOf(reference).catch(note);
  // What depends on a failed output waits for ever, so there is no end but that nothing more comes.
  for (let before = -1; before !== made.length;) {
    before = made.length;
    await sleep(QUIET_MS);
  }
  process.off("unhandledRejection", note);
  return { made, failure };
}
