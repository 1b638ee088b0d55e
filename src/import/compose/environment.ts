import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Failure } from "../../common/errors";
import { isObject } from "../../workload/values";
import { takeVariables } from "../variable";
import type { Source } from "../source";
import { readEnvFile, readRawEnvFile } from "./envFile";
import { asList, asMap } from "./merge";
import type { ComposeService } from "./read";

/** Takes `environment`, and below it the files of `env_file`, of which the last one counts. */
export function takeEnvironment({ name, file, value, lookup, met }: ComposeService, source: Source): void {
  const found = new Map<string, { name: string; value: string; from: string }>();
  const set = (variable: string, text: string | undefined, from: string) => {
    const resolved = text ?? lookup(variable);
    if (resolved !== undefined) found.set(variable, { name: variable, value: resolved, from });
    else source.draft.lose(from, `${variable} is not set in the environment or in .env, so that it is unset`);
  };
  asList(value["env_file"]).forEach((entry, index) => {
    const at = ["services", name, "env_file"];
    const from = `services.${name}.env_file[${index}]`;
    const {
      path,
      format,
      required = true,
    } = (isObject(entry) ? entry : { path: entry }) as { path: string; format?: string; required?: unknown };
    const absolute = resolve(dirname(file.path), path);
    if (!existsSync(absolute)) {
      if (String(required) === "false")
        return source.draft.keep(from, `${path} does not exist, and is not required`);
      throw file.problem(at, `is ${path}, which does not exist. Create it, or add required: false`);
    }
    const text = readText(absolute, path);
    const values = format === "raw" ? readRawEnvFile(text) : readEnvFile(text, path, lookup, met);
    for (const [variable, each] of values) set(variable, each, `${from} ${path}: ${variable}`);
    if (!values.size) source.draft.keep(from, `${path} has no variables`);
  });
  for (const [variable, each] of Object.entries(asMap(value["environment"])))
    set(variable, each === null ? undefined : String(each), `services.${name}.environment.${variable}`);
  takeVariables(source, [...found.values()]);
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Failure(`${shown} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
