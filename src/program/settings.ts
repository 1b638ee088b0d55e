import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime";
import { imageReference } from "../image/reference";
import {
  InvalidWorkload,
  LONGEST_NAME,
  parseWorkload,
  type RegistryCredentials,
  type Workload,
  type WorkloadInput,
} from "../workload/workload";

/** What a stack deploys. */
export interface StackSettings {
  workload: Workload;
  /** The image, by digest: `registry/repository@sha256:…`. */
  image: pulumi.Output<string>;
}

/**
 * Reads the contract from the stack's configuration, keys `podium:*`, and the image from `podium:image` or from the
 * stack that has built it.
 * @param defaults what differs between orchestrators: the port of the endpoint unless `podium:publicPort` is set.
 * @throws InvalidWorkload that lists every wrong value, and every key that the contract does not have.
 */
export function readSettings(defaults: { publicPort: number; port?: number }): StackSettings {
  const { image, ...input } = podiumConfig();
  const workload = parseWorkload({
    name: defaultName(pulumi.getStack()),
    ...defaults,
    ...(input as WorkloadInput),
  });
  return { workload, image: imageReference(image) };
}

/**
 * `podium-dev` for the stack `dev`, so that stacks of one orchestrator live side by side. A long one ends with a part of
 * its hash: two that begin alike must not share what they name.
 */
function defaultName(stack: string): string {
  const label = stack.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const name = `podium-${label}`.replace(/-+$/, "");
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash("sha256").update(stack).digest("hex").slice(0, 5);
  return `${name.slice(0, LONGEST_NAME - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}

/**
 * All keys `podium:*` without the prefix; objects are parsed. `secrets` and the password of `registryCredentials` are
 * secret outputs, whether they are encrypted in the configuration or not; nothing else is a secret to an engine.
 */
function podiumConfig(): Record<string, unknown> {
  const prefix = "podium:";
  const found = Object.entries(allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(
    found.map(([key, text]) => [key.slice(prefix.length), valueOf(key.slice(prefix.length), text)]),
  );
}

function valueOf(key: string, text: string): unknown {
  if (key === "secrets") return readSecrets(parseObject(text));
  if (key === "registryCredentials") return readCredentials(parseObject(text));
  return parseObject(text) ?? text;
}

function readSecrets(found: Record<string, unknown> | undefined): Workload["secrets"] {
  if (!found) throw invalid("secrets", "an object of texts");
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, pulumi.secret(String(value))]),
  );
}

function readCredentials(found: Record<string, unknown> | undefined): RegistryCredentials {
  const { server, username, password, ...others } = found ?? {};
  if (
    [server, username, password].some((each) => typeof each !== "string" || !each) ||
    Object.keys(others).length
  ) {
    throw invalid("registryCredentials", "an object of the texts server, username and password");
  }
  return { server: String(server), username: String(username), password: pulumi.secret(String(password)) };
}

function invalid(key: string, allowed: string): InvalidWorkload {
  return new InvalidWorkload([{ key: `podium:${key}`, value: "[secret]", allowed }]);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
