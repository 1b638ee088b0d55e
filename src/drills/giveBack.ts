import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import { reasonOf } from "../common/reason";
import { startNode } from "../engines/nodes";
import type { OrchestratorName } from "../orchestrators";
import { engineOf } from "../orchestrators/engines";
import { run } from "./nodeCommand";
import type { TakenNode, TakenNodes } from "./takenNodes";

/**
 * Gives back the node that a drill has taken out of service, if there is one.
 * @throws Failure that says how to do it by hand, and leaves the record for the next attempt.
 */
export async function giveNodeBack(
  name: OrchestratorName,
  nodes: TakenNodes,
  report: Progress,
): Promise<void> {
  const taken = nodes.find(name);
  if (!taken) return;
  report(`giving the node ${taken.node} back`);
  try {
    await giveBack(name, taken);
  } catch (error) {
    throw new Failure(
      `The node ${taken.node} of ${name}, which a drill has ${taken.how}, could not be given back: ${reasonOf(error)}. The next ` +
        `session tries again; if you have done it by hand, delete ${nodes.fileOf(name)}.`,
    );
  }
  nodes.remove(name);
}

async function giveBack(name: OrchestratorName, taken: TakenNode): Promise<void> {
  switch (taken.how) {
    case "drained": {
      const engine = await engineOf(name, taken.connection);
      return engine.undrain!(taken.node);
    }
    case "stopped":
      return run(taken.start);
    case "killed":
      return startNode(taken.container);
  }
}
