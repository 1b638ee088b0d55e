import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime";
import { REGISTRY, registryName } from "../image/name";
import { imageReference } from "../image/reference";
import { usePlaces } from "../workload/places";
import { InvalidConfig, keyOfPart, type Problem } from "../workload/problems";
import { LONGEST_NAME, parseWorkload, type WorkloadInput } from "../workload/schema";
import { environmentProblem } from "../workload/variables";
import { parseSettings, type Settings, type SettingsOf } from "../workload/settings";
import { isObject } from "../workload/values";
import type { RegistryCredentials, Workload } from "../workload/workload";
import { contractValues } from "./configFile";
import { overWorkloadFile } from "./workloadFile";

/** What a stack deploys. */
export interface StackWorkload {
  workload: Workload;
  /** The image, by digest: `registry/repository@sha256:…`. */
  image: pulumi.Output<string>;
  /** Whether it is the sample image, which another stack has built and pushed. */
  isSample: boolean;
}

/**
 * Reads the contract from the stack's configuration, keys `podium:*`, over the workload file, and the image from
 * `podium:image` or from the stack that built it.
 * @param defaults what differs between orchestrators: the endpoint's port unless `podium:publicPort` is set, and whether
 *   the process must listen at that port. Then the one of the two ports that is set also sets the other.
 * @throws InvalidConfig that lists every wrong value, and every key that the contract does not have.
 */
export function readWorkload({
  publicPort,
  isOnePort = false,
}: {
  publicPort: number;
  isOnePort?: boolean;
}): StackWorkload {
  const { values, places } = overWorkloadFile(podiumConfig());
  // Whatever refuses one of the values later names its line, too.
  usePlaces(places);
  const { image, ...input } = values;
  const workload = parseWorkload({
    name: defaultName(pulumi.getStack()),
    publicPort: (isOnePort && input["port"]) || publicPort,
    ...(input as WorkloadInput),
  });
  const port = isOnePort && input["port"] === undefined ? workload.publicPort : workload.port;
  return {
    workload: { ...workload, port },
    image: imageReference(image),
    isSample: image === undefined,
  };
}

/**
 * Reads the settings that only this orchestrator's stack has.
 * @throws InvalidConfig that lists every wrong value, and every key that is not one of them.
 */
export const readSettings = <S extends Settings>(settings: S): SettingsOf<S> =>
  parseSettings(pulumi.getProject(), settings, allConfig());

/**
 * `podium-dev` for the stack `dev`, so that stacks of one orchestrator can exist side by side. A long name ends with part
 * of its hash: two stacks whose names start alike must not share resources.
 */
export function defaultName(stack: string): string {
  const label = stack.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const name = `podium-${label}`.replace(/-+$/, "");
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash("sha256").update(stack).digest("hex").slice(0, 5);
  return `${name.slice(0, LONGEST_NAME - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}

/**
 * All keys `podium:*` without the prefix; objects are parsed. `secrets` and the password of `registryCredentials` are
 * secret outputs even if the configuration does not encrypt them; nothing else is secret to an engine.
 */
function podiumConfig(): Record<string, unknown> {
  const found = Object.entries(contractValues(allConfig()));
  return Object.fromEntries(found.map(([key, value]) => [key, protectedValue(key, value)]));
}

function protectedValue(key: string, value: unknown): unknown {
  if (key === "secrets") return readSecrets(value);
  if (key === "registryCredentials") return readCredentials(value);
  return value;
}

/**
 * Bytes of all secrets in JSON. The smallest stores take 64 KiB, one of them together with a registry's password:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html and `maxVariableSize` in
 * https://github.com/hashicorp/nomad/blob/main/nomad/structs/variables.go
 */
const SECRETS_BYTES = 60 * 1024;
/** Bytes of a registry's password. */
const PASSWORD_BYTES = 4 * 1024;

function readSecrets(found: unknown): Workload["secrets"] {
  if (!isObject(found)) throw notAnObject("secrets", "strings");
  const problem = (name: string, rule: string): Problem => ({
    key: keyOfPart("podium:secrets", [name]),
    value: "[secret]",
    rule,
  });
  const problems = Object.entries(found).flatMap(([name, value]) => {
    // Not every store takes an empty one, and it is none to a process that asks whether it is set.
    const rule = value === "" ? "must not be empty" : environmentProblem(value);
    return rule ? [problem(name, rule)] : [];
  });
  if (bytesOf(found) > SECRETS_BYTES) {
    const [longest] = Object.keys(found).sort((one, other) => bytesOf(found[other]) - bytesOf(found[one]));
    problems.push(problem(longest!, "must be shorter, since all secrets together have at most 60 KiB"));
  }
  if (problems.length) throw new InvalidConfig(problems);
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, pulumi.secret(String(value))]),
  );
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

const CREDENTIALS = ["server", "username", "password"] as const;

function readCredentials(found: unknown): RegistryCredentials {
  if (!isObject(found)) throw notAnObject("registryCredentials", "the strings server, username and password");
  const at = (name: string) => keyOfPart("podium:registryCredentials", [name]);
  const problems = [
    ...CREDENTIALS.flatMap((name): Problem[] => {
      const rule = credentialProblem(name, found[name]);
      return rule ? [{ key: at(name), value: name in found ? "[secret]" : undefined, rule }] : [];
    }),
    ...Object.keys(found)
      .filter((name) => !(CREDENTIALS as readonly string[]).includes(name))
      .map((name) => ({ key: at(name), rule: `is not one of ${CREDENTIALS.join(", ")}`, isWrongKey: true })),
  ];
  if (problems.length) throw new InvalidConfig(problems);
  const [server, username, password] = CREDENTIALS.map((name) => String(found[name]));
  return { server: registryName(server!), username: username!, password: pulumi.secret(password!) };
}

function credentialProblem(name: (typeof CREDENTIALS)[number], value: unknown): string | undefined {
  if (name === "server" && !(typeof value === "string" && REGISTRY.test(registryName(value))))
    return "must be a registry's host, with a port if it has one, such as registry.example.com:5000";
  if (value === undefined || value === "") return "must not be empty";
  if (Buffer.byteLength(String(value)) > PASSWORD_BYTES) return "must be at most 4 KiB";
  return environmentProblem(value);
}

const notAnObject = (key: string, parts: string) =>
  new InvalidConfig([
    { key: `podium:${key}`, value: "[secret]", rule: `must be an object of ${parts}`, isObject: true },
  ]);
