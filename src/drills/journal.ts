import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { PODIUM_FOLDER } from "../common/paths";

/** How an orchestrator's deployment was found. */
const found = z.object({
  /** Whether there was one; otherwise it is to be removed in the end. */
  deployed: z.boolean(),
  /** The file of the stack's configuration, word for word. */
  config: z.string(),
});

const schema = z.object({
  entries: z.partialRecord(z.enum(ORCHESTRATOR_NAMES), found),
});

export type Found = z.infer<typeof found>;

/**
 * How the deployments were found that drills are changing: written before the change, forgotten once it is undone. What
 * is in it when a session begins was left by one that did not end in good order.
 */
export class Journal {
  constructor(private readonly file = join(PODIUM_FOLDER, "drill.json")) {}

  get entries(): Partial<Record<OrchestratorName, Found>> {
    if (!existsSync(this.file)) return {};
    return schema.parse(JSON.parse(readFileSync(this.file, "utf8"))).entries;
  }

  /** Writes down how a deployment was found, unless that is known: a second change is none of what was found. */
  add(name: OrchestratorName, found: Found): void {
    const { entries } = this;
    if (!entries[name]) this.#write({ ...entries, [name]: found });
  }

  /** Forgets a deployment that is as it was found. */
  remove(name: OrchestratorName): void {
    const { [name]: _restored, ...others } = this.entries;
    if (Object.keys(others).length) this.#write(others);
    else rmSync(this.file, { force: true });
  }

  /** In one step: half a journal would be worse than none. The configuration may hold secrets, though encrypted. */
  #write(entries: Partial<Record<OrchestratorName, Found>>): void {
    const temporary = `${this.file}.${process.pid}`;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(temporary, JSON.stringify({ entries }, null, 2), { mode: 0o600 });
    renameSync(temporary, this.file);
  }
}
