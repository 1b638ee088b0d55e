import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";

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

/**
 * Records the nodes that drills take out of service, one of each orchestrator at most: written before the node is taken,
 * deleted once it is back. A file that exists when a session starts was left by one that did not end properly.
 */
export class TakenNodes {
  constructor(private readonly folder = join(PODIUM_FOLDER, "nodes")) {}

  /** The orchestrators of which a node is taken. */
  get names(): OrchestratorName[] {
    return ORCHESTRATOR_NAMES.filter((name) => existsSync(this.fileOf(name)));
  }

  /**
   * The node that is taken, if there is one.
   * @throws Failure if its file is damaged.
   */
  find(name: OrchestratorName): TakenNode | undefined {
    const file = this.fileOf(name);
    if (!existsSync(file)) return undefined;
    try {
      return takenNode.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      throw new Failure(
        `${file} is damaged, so it is unknown which node of ${name} a drill that was interrupted has drained or stopped. Look ` +
          `at the nodes, give back the one that is missing, and delete ${file}.`,
      );
    }
  }

  /** Records a node before it is taken. Readable by the user only: a command may have arguments that are nobody else's business. */
  add(name: OrchestratorName, taken: TakenNode): void {
    writeFile(this.fileOf(name), JSON.stringify(taken, null, 2), 0o600);
  }

  /** Deletes the record of a node that is back. */
  remove(name: OrchestratorName): void {
    rmSync(this.fileOf(name), { force: true });
  }

  /** Where the node of an orchestrator is recorded. */
  fileOf(name: OrchestratorName): string {
    return join(this.folder, `${name}.json`);
  }
}
