import { resolve } from "node:path";
import { WrongUsage } from "../common/errors";
import { reasonOf } from "../common/reason";
import { readConfigFile, toConfig } from "../program/configFile";
import { workloadPath } from "../program/workloadPath";
import type { Config } from "../workload/settings";

const EXPECTED =
  "expected key=value, separated by commas, such as replicas=3,update.surge=0, with the keys podium:* in the README, " +
  "or a stack's configuration file, Pulumi.STACK.yaml";

/**
 * Reads settings from the command line.
 * @param text any number of `key=value`, separated by commas, or the path of a stack's configuration file.
 * @param project the stack's project, which keys without a prefix in such a file belong to.
 * @throws WrongUsage that repeats no value, since it can be a secret.
 */
export function readSettings(text: string, project: string): Config {
  return /\.ya?ml$/.test(text) && !text.includes("=") ? fromFile(text, project) : fromText(text);
}

function fromText(text: string): Config {
  const settings = empty();
  if (text.trim() === "") return {};
  text.split(",").forEach((entry, index) => {
    const [, key, value] = /^\s*([A-Za-z][\w-]*(?::[\w-]+)?(?:\.\w+)*)=(.*)$/s.exec(entry) ?? [];
    if (!key || value === undefined)
      throw new WrongUsage(`Setting ${index + 1} is not key=value; ${EXPECTED}.`);
    put(settings, withPrefix(key), value);
  });
  return toConfig(settings);
}

/** Without the properties that JavaScript's objects have, such as `toString`. */
const empty = () => Object.create(null) as Record<string, unknown>;

/** `replicas` is short for `podium:replicas`; a key with a prefix of its own stays as it is. */
const withPrefix = (key: string) => (key.includes(":") ? key : `podium:${key}`);

function put(settings: Record<string, unknown>, key: string, value: string): void {
  const path = key.split(".");
  const last = path.pop()!;
  let inner = settings;
  for (const each of path) {
    inner[each] ??= empty();
    if (typeof inner[each] !== "object")
      throw new WrongUsage(`${key} is set both as a whole and in part; ${EXPECTED}.`);
    inner = inner[each] as Record<string, unknown>;
  }
  if (last in inner) throw new WrongUsage(`${key} is set twice; ${EXPECTED}.`);
  inner[last] = value;
}

function fromFile(file: string, project: string): Config {
  if (resolve(file) === workloadPath())
    throw new WrongUsage(`${file} is the workload file, which both sides are over already; ${EXPECTED}.`);
  try {
    return readConfigFile(file, project);
  } catch (error) {
    throw new WrongUsage(`${reasonOf(error)}; ${EXPECTED}.`);
  }
}
