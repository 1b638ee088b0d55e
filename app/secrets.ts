import { scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Environment } from "./config";

/** Proves that a secret has arrived, without its value. */
export interface SecretProof {
  source: "env" | "file";
  /** A hash of the value, in hex; see `fingerprint`. */
  fingerprint: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads the secrets in a comma-separated list of names and returns only their proofs. Each comes from the variable NAME
 * or from the file that NAME_FILE points to. Adds what is wrong to `problems`, without quoting a value: a secret in the
 * wrong variable must not end up in a log.
 */
export function readSecrets(
  names: string,
  env: Environment,
  problems: string[],
): Record<string, SecretProof> {
  const proofs: [string, SecretProof][] = [];
  for (const name of new Set(names.split(",").map((item) => item.trim()))) {
    if (!NAME.test(name)) {
      problems.push("PODIUM_SECRETS: must be a comma-separated list of environment variable names");
      return {};
    }
    try {
      proofs.push([name, readSecret(name, env)]);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return Object.fromEntries(proofs);
}

function readSecret(name: string, env: Environment): SecretProof {
  const value = env[name];
  const path = env[`${name}_FILE`];
  if (value && path) throw new Error(`${name}: set ${name} or ${name}_FILE, not both`);
  if (value) return { source: "env", fingerprint: fingerprint(name, value) };
  if (!path) {
    throw new Error(`${name}: is listed in PODIUM_SECRETS, but neither ${name} nor ${name}_FILE is set`);
  }
  const content = readSecretFile(name, path);
  if (content === "") throw new Error(`${name}_FILE: the file is empty`);
  return { source: "file", fingerprint: fingerprint(name, content) };
}

function readSecretFile(name: string, path: string): string {
  try {
    // Editors and `echo` add a newline. Without it, both sources yield the same proof.
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${name}_FILE: cannot be read (${code})`, { cause: error });
  }
}

/**
 * Differs between values of one secret, and is the same in all instances. Everybody who reaches the service can read it,
 * so it is a slow hash: guessing a secret takes as long for each guess.
 */
function fingerprint(name: string, value: string): string {
  return scryptSync(value, name, 16).toString("hex");
}
