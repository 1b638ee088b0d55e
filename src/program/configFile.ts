import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Failure } from "../common/errors";
import type { Config } from "../workload/settings";

/**
 * Reads the configuration file of a stack, such as `Pulumi.dev.yaml`, without decrypting anything: the ciphertext stands
 * for the value.
 * @throws Failure if there is no such file, or if it is not YAML. The message repeats no value.
 */
export function readConfigFile(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return toConfig(configIn(text, file));
}

function configIn(text: string, file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw new Failure(`${file} is not YAML`);
  }
  return (content as { config?: Record<string, unknown> } | null)?.config ?? {};
}

/** Configuration as Pulumi hands it to a program. */
export const toConfig = (values: Record<string, unknown>): Config =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toText(inForm(key, value))]));

const toText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

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

/** Pulumi writes `secure: CIPHERTEXT` for a secret. A different value has a different ciphertext. */
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
