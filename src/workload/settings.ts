import { z } from "zod";
import { Failure } from "../common/errors";
import { withoutCredentials } from "../common/reach";
import { describe, InvalidConfig, type Problem } from "./problems";

/** A stack's configuration as Pulumi hands it to a program: strings, objects as JSON. */
export type Config = Readonly<Record<string, string>>;

/** One key of the configuration that only one orchestrator's stack has. */
export interface Setting<T = unknown> {
  /** The key, unless it is the project's own: e.g. `docker:host`, which the provider reads, too. */
  key?: string;
  /** Reads and validates the value, undefined where it is not set. Errors read as a rule: "must be …". */
  value: z.ZodType<T>;
  /** What applies where it is not set, in Markdown. */
  default: string;
  /** What it does, in Markdown. */
  description: string;
}

/** The settings of one orchestrator's stack, by name. */
export type Settings = Record<string, Setting>;

/** The values of settings. */
export type SettingsOf<S extends Settings> = { [Name in keyof S]: z.infer<S[Name]["value"]> };

/** The configuration key of a setting: `PROJECT:NAME`, unless it has one of its own. */
const keyOf = (project: string, name: string, setting: Setting): string =>
  setting.key ?? `${project}:${name}`;

/**
 * Reads an orchestrator's own settings from the configuration of its stack.
 * @throws InvalidConfig that lists every wrong value, and every key of the project that no setting has.
 */
export function parseSettings<S extends Settings>(
  project: string,
  settings: S,
  config: Config,
): SettingsOf<S> {
  const problems: Problem[] = [];
  const known = new Set<string>();
  const values = Object.entries(settings).map(([name, setting]) => {
    const key = keyOf(project, name, setting);
    known.add(key);
    const result = setting.value.safeParse(config[key]);
    if (!result.success)
      problems.push({ key, value: shown(config[key]), rule: result.error.issues[0]!.message });
    return [name, result.data] as const;
  });
  for (const key of Object.keys(config)) {
    if (!key.startsWith(`${project}:`) || known.has(key)) continue;
    problems.push({
      key,
      rule: `is not a setting of this stack, which has ${list([...known])}`,
      isWrongKey: true,
      isLiteral: true,
    });
  }
  if (problems.length) throw new InvalidConfig(problems);
  return Object.fromEntries(values) as SettingsOf<S>;
}

/**
 * The value of the first of these environment variables that is set, if any, where a setting is not.
 * @param rule the setting's own.
 * @throws Failure that names the variable with the wrong value.
 */
export function fromEnvironment<T>(rule: z.ZodType<T>, ...names: string[]): T | undefined {
  const key = names.find((name) => process.env[name]);
  if (!key) return undefined;
  const { data, error } = rule.safeParse(process.env[key]);
  if (error) throw new Failure(describe({ key, value: process.env[key], rule: error.issues[0]!.message }));
  return data;
}

/** A URL may contain a password, and what is long may be a whole file with credentials. */
const shown = (value: string | undefined) =>
  value && (value.length > LONGEST || value.includes("\n") ? "[a long value]" : withoutCredentials(value));

/** Characters of a value that an error repeats. */
const LONGEST = 200;

const list = (keys: string[]) => keys.join(", ") || "none";
