import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { WrongUsage } from "../common/usage";

/** A stack's configuration as Pulumi hands it to a program: texts, objects as JSON. */
export type Config = Record<string, string>;

const ALLOWED =
  "allowed is key=value, separated by commas, such as replicas=3,update.surge=0, with the keys podium:* in the README, " +
  "or a stack's configuration file, such as stacks/nomad/Pulumi.dev.yaml";

/**
 * Reads a setting of the contract from the command line.
 * @param text `key=value` as often as wanted, separated by commas, or the path of a stack's configuration file.
 * @throws WrongUsage that repeats no value, since it can be a secret.
 */
export async function readSettings(text: string): Promise<Config> {
  return /\.ya?ml$/.test(text) && !text.includes("=") ? fromFile(text) : fromText(text);
}

function fromText(text: string): Config {
  const settings: Record<string, unknown> = {};
  if (text.trim() === "") return {};
  text.split(",").forEach((entry, index) => {
    const [, key, value] = /^\s*([A-Za-z][\w-]*(?::[\w-]+)?(?:\.\w+)*)=(.*)$/s.exec(entry) ?? [];
    if (!key || value === undefined)
      throw new WrongUsage(`Setting ${index + 1} is not key=value; ${ALLOWED}.`);
    put(settings, withPrefix(key), value);
  });
  return toConfig(settings);
}

/** `replicas` is `podium:replicas`; another prefix, such as `podium-nomad:mhzPerCore`, stays. */
const withPrefix = (key: string) => (key.includes(":") ? key : `podium:${key}`);

function put(settings: Record<string, unknown>, key: string, value: string): void {
  const path = key.split(".");
  const last = path.pop()!;
  let inner = settings;
  for (const each of path) {
    inner[each] ??= {};
    if (typeof inner[each] !== "object")
      throw new WrongUsage(`${key} is set as a whole, and in part; ${ALLOWED}.`);
    inner = inner[each] as Record<string, unknown>;
  }
  if (last in inner) throw new WrongUsage(`${key} is set twice; ${ALLOWED}.`);
  inner[last] = value;
}

async function fromFile(file: string): Promise<Config> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new WrongUsage(`${file} cannot be read: ${error.code ?? error.message}; ${ALLOWED}.`);
  });
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw new WrongUsage(`${file} is not YAML; ${ALLOWED}.`);
  }
  const { config = {} } = (content ?? {}) as { config?: Record<string, unknown> };
  return toConfig(config);
}

const toConfig = (settings: Record<string, unknown>): Config =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, toText(inForm(key, value))]));

const toText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** What stands for an object that is encrypted as a whole, and so cannot be looked into. */
const ENCRYPTED: Record<string, (text: string) => object> = {
  "podium:env": (text) => ({ ENCRYPTED: text }),
  "podium:secrets": (text) => ({ ENCRYPTED: text }),
  "podium:registryCredentials": (text) => ({ server: "encrypted", username: "encrypted", password: text }),
};

function inForm(key: string, value: unknown): unknown {
  const encrypted = encryptedIn(value);
  return encrypted === undefined ? withoutMarks(value) : (ENCRYPTED[key]?.(encrypted) ?? encrypted);
}

/** Pulumi writes `secure: CIPHERTEXT` for a secret. That stands for its value: another one is another text, too. */
function encryptedIn(value: unknown): string | undefined {
  const { secure, ...others } = (value ?? {}) as Record<string, unknown>;
  return typeof secure === "string" && !Object.keys(others).length ? secure : undefined;
}

function withoutMarks(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return (
    encryptedIn(value) ??
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutMarks(each)]))
  );
}
