import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";
import type { OrchestratorName } from "../orchestrators";

const schema = z.object({ accepted: z.array(z.string()) });

/** The engines beyond this machine that the user has agreed to deploy to, by their identity. */
export class AcceptedEngines {
  constructor(private readonly file = join(PODIUM_FOLDER, "engines.json")) {}

  has(name: OrchestratorName, identity: string): boolean {
    return this.#read().includes(keyOf(name, identity));
  }

  add(name: OrchestratorName, identity: string): void {
    const accepted = [...new Set([...this.#read(), keyOf(name, identity)])];
    writeFile(this.file, `${JSON.stringify({ accepted }, null, 2)}\n`);
  }

  #read(): string[] {
    if (!existsSync(this.file)) return [];
    try {
      return schema.parse(JSON.parse(readFileSync(this.file, "utf8"))).accepted;
    } catch {
      throw new Failure(`${this.file} is damaged. Delete it: Podium then asks about each engine again.`);
    }
  }
}

const keyOf = (name: OrchestratorName, identity: string) => `${name} ${identity}`;
