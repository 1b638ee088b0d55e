import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";

/**
 * What drills have changed on orchestrators, in a file for each: written before the change, deleted once it is undone. Files
 * that exist when a session starts were left by one that did not end properly.
 */
export abstract class Records<T> {
  protected constructor(
    private readonly folder: string,
    private readonly schema: z.ZodType<T>,
  ) {}

  /** The orchestrators with a record. */
  get names(): OrchestratorName[] {
    return ORCHESTRATOR_NAMES.filter((name) => existsSync(this.fileOf(name)));
  }

  /**
   * The record of an orchestrator, if there is one.
   * @throws Failure if its file is damaged.
   */
  find(name: OrchestratorName): T | undefined {
    const file = this.fileOf(name);
    if (!existsSync(file)) return undefined;
    try {
      return this.schema.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      throw new Failure(`${file} is damaged, so it is unknown ${this.damage(name, file)}`);
    }
  }

  /** Deletes the record of a change that is undone. */
  remove(name: OrchestratorName): void {
    rmSync(this.fileOf(name), { force: true });
  }

  /** Where an orchestrator's record is. */
  fileOf(name: OrchestratorName): string {
    return join(this.folder, `${name}.json`);
  }

  /** Records a change. Readable by the user only. */
  protected write(name: OrchestratorName, record: T): void {
    writeFile(this.fileOf(name), JSON.stringify(record, null, 2), 0o600);
  }

  /** What is unknown if a record is damaged, and what to do then. */
  protected abstract damage(name: OrchestratorName, file: string): string;
}
