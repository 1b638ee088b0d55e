import { readFileSync } from "node:fs";
import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import type { Config } from "../workload/settings";
import { parseYaml } from "./yaml";

/**
 * Reads the configuration file of a stack, such as `Pulumi.dev.yaml`, as Pulumi does, but without decrypting anything: the
 * ciphertext stands for the value.
 * @param project the stack's project, which keys without a prefix belong to.
 * @throws Failure if there is no such file, or if it is none of Pulumi's. The message repeats no value.
 */
export function readConfigFile(file: string, project: string): Config {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const values = Object.entries(configIn(text, file));
  return toConfig(Object.fromEntries(values.map(([key, value]) => [fullKey(key, project), value])));
}

function configIn(text: string, file: string): object {
  let content: unknown;
  try {
    content = parseYaml(text);
  } catch (error) {
    throw new Failure(`${file} ${reasonOf(error)}`);
  }
  if (!isMap(content ?? {})) throw new Failure(`${file} is not a stack's configuration: it must be a map`);
  const config = (content as { config?: unknown } | null)?.config ?? {};
  if (!isMap(config)) throw new Failure(`${file} is not a stack's configuration: config must be a map`);
  return config;
}

const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `nodeHost` is short for `PROJECT:nodeHost`; `PROJECT:config:nodeHost` is an older form of it. */
const fullKey = (key: string, project: string) =>
  key.includes(":") ? key.replace(/^([^:]+):config:/, "$1:") : `${project}:${key}`;

/** Configuration as Pulumi hands it to a program. */
export const toConfig = (values: Record<string, unknown>): Config =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toText(inForm(key, value))]));

/** A value as Pulumi hands it to a program. */
export function toText(value: unknown): string {
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  // A program that parses the JSON has no exact number either.
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? Number(each) : each));
}

/** The object or the list that such a text stands for, or the text. */
export function parseText(text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The values of the contract in a configuration: keys `podium:*`, without the prefix. */
export function contractValues(config: Config): Record<string, unknown> {
  const prefix = "podium:";
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), parseText(text)]),
  );
}

/** Placeholders for objects that are encrypted as a whole, whose members are unknown. */
const ENCRYPTED: Record<string, (text: string) => object> = {
  "podium:env": (text) => ({ ENCRYPTED: text }),
  "podium:secrets": (text) => ({ ENCRYPTED: text }),
  "podium:registryCredentials": (text) => ({ server: "encrypted", username: "encrypted", password: text }),
};

function inForm(key: string, value: unknown): unknown {
  const encrypted = encryptedIn(value);
  return encrypted === undefined ? withoutMarks(value) : (ENCRYPTED[key]?.(encrypted) ?? encrypted);
}

/**
 * Pulumi writes `secure: CIPHERTEXT` for a secret. A different value has a different ciphertext, down to its end, which is
 * enough here: a whole ciphertext is longer than its value, and could exceed a limit.
 */
function encryptedIn(value: unknown): string | undefined {
  const { secure, ...others } = (value ?? {}) as Record<string, unknown>;
  return typeof secure === "string" && !Object.keys(others).length ? secure.slice(-64) : undefined;
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  return (
    encryptedIn(value) ??
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutMarks(each)]))
  );
}
