import { join } from "node:path";
import { z } from "zod";
import { PODIUM_FOLDER } from "../common/paths";
import type { OrchestratorName } from "../orchestrators";
import { Records } from "./records";

/** The node's name, as its engine has it. */
const node = z.string();

/** A node that a drill has taken out of service, with what it takes to give it back. */
const takenNode = z.discriminatedUnion("how", [
  /** By the engine behind this connection. */
  z.object({ how: z.literal("drained"), node, connection: z.record(z.string(), z.string().optional()) }),
  /** By a command of the user's; this one starts it again. */
  z.object({ how: z.literal("stopped"), node, start: z.array(z.string()) }),
  /** A node that Podium has started, by its container's id. */
  z.object({ how: z.literal("killed"), node, container: z.string() }),
]);

export type TakenNode = z.infer<typeof takenNode>;

/** Records the nodes that drills take out of service, one of each orchestrator at most. */
export class TakenNodes extends Records<TakenNode> {
  constructor(folder = join(PODIUM_FOLDER, "nodes")) {
    super(folder, takenNode);
  }

  /** Records a node before it is taken. Readable by the user only: a command may have arguments that are nobody else's business. */
  add(name: OrchestratorName, taken: TakenNode): void {
    this.write(name, taken);
  }

  protected damage(name: OrchestratorName, file: string): string {
    return (
      `which node of ${name} a drill that was interrupted has drained or stopped. Look at the nodes, give back the one that ` +
      `is missing, and delete ${file}.`
    );
  }
}
