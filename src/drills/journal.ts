import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";

/** The original state of an orchestrator's deployment. */
const found = z.object({
  /** Whether it existed; otherwise it is removed in the end. */
  deployed: z.boolean(),
  /** The stack's configuration file, verbatim. */
  config: z.string(),
});

const schema = z.object({
  entries: z.partialRecord(z.enum(ORCHESTRATOR_NAMES), found),
});

export type Found = z.infer<typeof found>;

/**
 * Records the original state of deployments that drills change: written before the change, deleted once it is undone.
 * Entries that exist when a session starts were left by one that did not end properly.
 */
export class Journal {
  constructor(private readonly file = join(PODIUM_FOLDER, "drill.json")) {}

  /** The recorded states. */
  get entries(): Partial<Record<OrchestratorName, Found>> {
    if (!existsSync(this.file)) return {};
    return schema.parse(JSON.parse(readFileSync(this.file, "utf8"))).entries;
  }

  /** Records a deployment's state, unless it is already recorded: after a change it is no longer the original. */
  add(name: OrchestratorName, found: Found): void {
    const { entries } = this;
    if (!entries[name]) this.#write({ ...entries, [name]: found });
  }

  /** Deletes the entry of a deployment that was restored or removed. */
  remove(name: OrchestratorName): void {
    const { [name]: _restored, ...others } = this.entries;
    if (Object.keys(others).length) this.#write(others);
    else rmSync(this.file, { force: true });
  }

  /** Readable by the user only: the configuration may contain secrets, although encrypted. */
  #write(entries: Partial<Record<OrchestratorName, Found>>): void {
    writeFile(this.file, JSON.stringify({ entries }, null, 2), 0o600);
  }
}
