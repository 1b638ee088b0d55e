import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { configFile } from "../automation/projects";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";

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

/**
 * Records the original state of deployments that drills change, in a file for each: written before the change, deleted
 * once it is undone. Files that exist when a session starts were left by one that did not end properly.
 */
export class Journal {
  constructor(private readonly folder = join(PODIUM_FOLDER, "drills")) {}

  /** The orchestrators with a recorded state. */
  get names(): OrchestratorName[] {
    return ORCHESTRATOR_NAMES.filter((name) => existsSync(this.#fileOf(name)));
  }

  /**
   * The recorded state of a deployment, if there is one.
   * @throws Failure if its file is damaged.
   */
  find(name: OrchestratorName): Found | undefined {
    const file = this.#fileOf(name);
    if (!existsSync(file)) return undefined;
    try {
      return found.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      throw new Failure(
        `${file} is damaged, so it is unknown how ${name} was deployed before a drill that was interrupted. Correct ` +
          `${configFile(name)}, delete ${file}, then run \`podium up ${name}\` or \`podium down ${name}\`.`,
      );
    }
  }

  /**
   * Records a deployment's state, unless it is already recorded: after a change it is no longer the original. Readable by
   * the user only: the configuration may contain secrets, although encrypted.
   */
  add(name: OrchestratorName, state: Found): void {
    if (!this.find(name)) writeFile(this.#fileOf(name), JSON.stringify(state, null, 2), 0o600);
  }

  /** Deletes the record of a deployment that was restored or removed. */
  remove(name: OrchestratorName): void {
    rmSync(this.#fileOf(name), { force: true });
  }

  #fileOf(name: OrchestratorName): string {
    return join(this.folder, `${name}.json`);
  }
}
