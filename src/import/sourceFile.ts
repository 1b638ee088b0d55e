import { readFileSync } from "node:fs";
import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import { NotYaml, readYaml } from "../program/yaml";
import { isObject } from "../workload/values";

/** A file that is imported, parsed. */
export interface SourceFile {
  /** As it was named. */
  path: string;
  value: Record<string, unknown>;
  /** An error that names the file and the line of a key, given with the keys around it. */
  problem(path: (string | number)[], rule: string): Failure;
}

/**
 * Reads YAML, with anchors and merges. Integers that are no exact numbers become text.
 * @throws Failure that names the file, and the line if it is not YAML. It repeats no value.
 */
export function readSourceFile(path: string): SourceFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EISDIR")
      throw new Failure(`${path} is a folder. Name the file in it, such as ${path}/compose.yaml`);
    throw new Failure(`${path} cannot be read: ${code ?? reasonOf(error)}`);
  }
  // Only a merge of several files can resolve them.
  const [, tag] = /(?:^|[\s:[,-])(!(?:reset|override))\b/m.exec(text) ?? [];
  if (tag)
    throw new Failure(
      `${path} has ${tag}, which has a meaning between several files. Merge them: docker compose config --output merged.yaml, and import that`,
    );
  try {
    const { value, lineOf } = readYaml(text);
    if (!isObject(value))
      throw new Failure(
        `${path} ${value === null || value === "" ? "is empty" : "is not a map of keys"}: it must be a Compose or a Score file`,
      );
    const at = (keys: (string | number)[]) => lineOf(keys.map(String));
    return {
      path,
      value: plain(value) as Record<string, unknown>,
      problem: (keys, rule) =>
        new Failure(`${path}, line ${at(keys)}: ${shownPath(keys) || "the file"} ${rule}`),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof NotYaml)
      throw new Failure(
        `${path}, line ${error.line}: ${error.isRepeatedKey ? "repeats a key" : "is not YAML"}`,
      );
    throw new Failure(`${path} ${reasonOf(error)}`);
  }
}

/** `services.web.ports[0]` */
export const shownPath = (keys: (string | number)[]): string =>
  keys.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index ? "." : ""}${key}`)).join("");

/** No bigint, which a JSON Schema does not know. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
