import { join } from "node:path";
import { z } from "zod";
import { configFile } from "../automation/projects";
import { PODIUM_FOLDER } from "../common/paths";
import type { OrchestratorName } from "../orchestrators";
import { Records } from "./records";

/** The original state of an orchestrator's deployment. */
const found = z.object({
  /** Whether it existed; otherwise it is removed in the end. */
  deployed: z.boolean(),
  /** The stack's configuration file, verbatim. */
  config: z.string(),
  /** Whether its image is the sample; undefined if an earlier Podium has recorded it, which drilled no other. */
  isSample: z.boolean().optional(),
});

export type Found = z.infer<typeof found>;

/** Records the original state of deployments that drills change. */
export class Journal extends Records<Found> {
  constructor(folder = join(PODIUM_FOLDER, "drills")) {
    super(folder, found);
  }

  /**
   * Records a deployment's state, unless it is already recorded: after a change it is no longer the original. Readable by
   * the user only: the configuration may contain secrets, although encrypted.
   */
  add(name: OrchestratorName, state: Found): void {
    if (!this.find(name)) this.write(name, state);
  }

  protected damage(name: OrchestratorName, file: string): string {
    return (
      `how ${name} was deployed before a drill that was interrupted. Correct ${configFile(name)}, delete ${file}, then run ` +
      `\`podium up ${name}\` or \`podium down ${name}\`.`
    );
  }
}
