import type { Input } from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import { z } from "zod";

/** How an orchestrator finds out something about an instance: an HTTP GET that must answer 2xx. */
export interface Check {
  /** Absolute path, e.g. `/healthz`. */
  path: string;
  /** Seconds from one check to the next. */
  interval: number;
  /** Seconds until a check without an answer has failed. */
  timeout: number;
  /** Failed checks in a row after which the verdict changes. */
  failures: number;
}

/** How a new version replaces the old one. */
export interface Update {
  /** Instances replaced at once. */
  parallelism: number;
  /** Instances that may run beyond `replicas` meanwhile. 0 stops an old one first. */
  surge: number;
  /** Whether the orchestrator goes back by itself when the new version does not become healthy. */
  rollback: boolean;
}

/** Replicas that follow the load. */
export interface Autoscaling {
  min: number;
  max: number;
  /** The CPU use, as a percentage of `cpu`, that the orchestrator tries to keep. */
  cpuPercent: number;
}

/** How to log in to a private registry. */
export interface RegistryCredentials {
  /** Host and port, e.g. `registry.example.com:5000`. */
  server: string;
  username: string;
  password: Input<string>;
}

/** The contract: what is to run, in words that belong to no orchestrator. */
export interface Workload {
  /** A DNS label; names everything that is made. */
  name: string;
  /** What `/api/info` answers as its version; changing it is an update. */
  version: string;
  replicas: number;
  /** Cores. */
  cpu: number;
  /** MiB. */
  memory: number;
  /** Where the process listens inside its container. */
  port: number;
  /** Where the world reaches it. */
  publicPort: number;
  env: Record<string, string>;
  /** Reach the process as `NAME` or, where the orchestrator only has files, as `NAME_FILE`. */
  secrets: Record<string, Input<string>>;
  /** Fails: the instance is restarted. */
  health: Check;
  /** Fails: the instance gets no requests, but lives. */
  readiness: Check;
  /** Seconds from SIGTERM to SIGKILL. */
  stopSeconds: number;
  update: Update;
  /** The user id that the process runs as; never 0. */
  user: number;
  readOnlyRootFilesystem: boolean;
  registryCredentials?: RegistryCredentials;
  autoscaling?: Autoscaling;
}

/** One value that the contract does not allow. */
export interface Problem {
  /** The configuration key, e.g. `podium:update.surge`. */
  key: string;
  /** Undefined where it is missing, or where the key itself is wrong. */
  value?: unknown;
  /** What is allowed, to be read after "allowed is". */
  allowed: string;
  /** No other value would do. */
  isWrongKey?: boolean;
}

/** Names every key that is wrong, its value, and what is allowed. Pulumi prints it without a stack trace. */
export class InvalidWorkload extends RunError {
  constructor(readonly problems: Problem[]) {
    super(problems.map((problem) => `${describe(problem)}. ${remedy(problem)}`).join("\n"));
  }
}

/** E.g. `podium:replicas is 0; allowed is a whole number from 1 to 100`. */
export function describe({ key, value, allowed, isWrongKey }: Problem): string {
  const found = isWrongKey ? "is set" : value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
  return `${key} ${found}; allowed is ${allowed}`;
}

/** Items whose values, or some of them, are secrets. */
const SECRET = /^podium:(secrets|registryCredentials)(\.|$)/;

function remedy({ key, isWrongKey }: Problem): string {
  const isPart = key.includes(".");
  const path = isPart ? "--path " : "";
  if (isWrongKey) return `Remove it with: pulumi config rm ${path}${key}`;
  if (!SECRET.test(key)) return `Change it with: pulumi config set ${path}${key} VALUE`;
  return `Change it with: pulumi config set --secret --path ${key}${isPart ? "" : ".NAME"} VALUE`;
}

/** `pulumi config set KEY 5` stores a text, `--path` a number: both mean the number. */
const fromText = (value: unknown) =>
  typeof value === "string" && value.trim() !== "" ? Number(value) : value;
const flagFromText = (value: unknown) => (value === "true" ? true : value === "false" ? false : value);

const number = (min: number, max: number, unit = "") => {
  const error = `a number from ${min} to ${max}${unit}`;
  return z.preprocess(fromText, z.number({ error }).min(min, error).max(max, error));
};
const whole = (min: number, max: number, unit = "") => {
  const error = `a whole number from ${min} to ${max}${unit}`;
  return z.preprocess(fromText, z.number({ error }).int(error).min(min, error).max(max, error));
};
const flag = z.preprocess(flagFromText, z.boolean({ error: "true or false" }));
const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, error);
/** `--path` stores what looks like a number or a truth value as such; a variable is a text all the same. */
const anyText = z.preprocess(
  (value) => (typeof value === "number" || typeof value === "boolean" ? String(value) : value),
  z.string({ error: "a text" }),
);

/** The name of an environment variable, as POSIX has it. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VARIABLES = "named by letters, digits and underscores, not beginning with a digit";
/** What Podium tells every instance itself, see `environment`. */
const OWN_VARIABLE = /^(PORT|PODIUM_.*)$/;
const variables = <T extends z.ZodType>(values: T) =>
  z.record(text(VARIABLE, `variables ${VARIABLES}`), values, { error: `texts ${VARIABLES}` });

const check = z.strictObject({
  path: text(/^\/\S*$/, "a path that begins with /"),
  interval: whole(1, 300, " seconds"),
  timeout: whole(1, 120, " seconds"),
  failures: whole(1, 10),
});

/** Characters of a name: they leave room for the suffixes of names that platforms limit to 32 (load balancers on AWS). */
export const LONGEST_NAME = 20;

const schema = z
  .strictObject({
    name: text(
      new RegExp(`^[a-z]([-a-z0-9]{0,${LONGEST_NAME - 2}}[a-z0-9])?$`),
      `1 to ${LONGEST_NAME} lower-case letters, digits and hyphens, beginning with a letter`,
    ),
    // As Kubernetes wants the values of labels.
    version: text(
      /^[A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$/,
      "1 to 32 letters, digits, dots, hyphens and underscores, the first and the last a letter or a digit",
    ),
    replicas: whole(1, 100),
    cpu: number(0.05, 16, " cores"),
    memory: whole(32, 65536, " MiB"),
    port: whole(1024, 65535, ", since a process that is not root should not need more"),
    publicPort: whole(1, 65535),
    env: variables(anyText),
    secrets: variables(z.custom<Input<string>>()),
    health: check,
    readiness: check,
    stopSeconds: whole(2, 120, " seconds"),
    update: z.strictObject({ parallelism: whole(1, 100), surge: whole(0, 100), rollback: flag }),
    // Neither Docker nor Kubernetes knows a larger one:
    // https://github.com/moby/sys/blob/main/user/user.go
    user: whole(1, 2147483647, ", since 0 is root"),
    readOnlyRootFilesystem: flag,
    registryCredentials: z.custom<RegistryCredentials>().optional(),
    autoscaling: z
      .strictObject({ min: whole(1, 100), max: whole(1, 100), cpuPercent: whole(1, 100) })
      .refine(({ min, max }) => min <= max, "a min that is not above max")
      .optional(),
  })
  .superRefine(({ health, readiness, env, secrets }, context) => {
    const refuse = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message, params: { isWrongKey: true } });
    for (const name of Object.keys(secrets)) {
      if (Object.hasOwn(env, name))
        refuse(["secrets", name], "a name that podium:env does not have, since no variable has two values");
      // A variable of `env` takes the place of Podium's own; a secret would be a second one of its name.
      if (OWN_VARIABLE.test(name))
        refuse(
          ["secrets", name],
          "a name other than PORT and those that begin with PODIUM_, which Podium sets itself",
        );
    }
    if (Object.hasOwn(env, "PORT"))
      refuse(["env", "PORT"], "to set podium:port instead, which all that asks the process is told, too");
    for (const [name, { interval, timeout }] of Object.entries({ health, readiness })) {
      if (timeout <= interval) continue;
      context.addIssue({
        code: "custom",
        path: [name, "timeout"],
        message: `at most the interval, ${interval} seconds`,
      });
    }
  });

/** As many instances as to begin with: the autoscaler's bounds go before `replicas`. */
export const initialReplicas = ({ replicas, autoscaling }: Workload): number =>
  autoscaling ? Math.min(Math.max(replicas, autoscaling.min), autoscaling.max) : replicas;

/** What applies where nothing is configured, on every orchestrator. `name` and `publicPort` have no common default. */
export const DEFAULTS = {
  version: "v1",
  replicas: 2,
  cpu: 0.25,
  memory: 128,
  port: 8080,
  env: {},
  secrets: {},
  health: { path: "/healthz", interval: 5, timeout: 2, failures: 3 },
  readiness: { path: "/readyz", interval: 2, timeout: 1, failures: 2 },
  stopSeconds: 20,
  update: { parallelism: 1, surge: 1, rollback: true },
  // The user "nonroot" of distroless images.
  user: 65532,
  readOnlyRootFilesystem: true,
} satisfies Omit<Workload, "name" | "publicPort">;

/** The values of the contract that someone has chosen; nested ones are merged with the defaults. */
export type WorkloadInput = { [Key in keyof Workload]?: unknown };

/**
 * Completes `input` with the defaults and validates it.
 * @throws InvalidWorkload that lists every problem.
 */
export function parseWorkload(input: WorkloadInput): Workload {
  const chosen = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged: Record<string, unknown> = { ...DEFAULTS, ...chosen };
  for (const key of ["health", "readiness", "update"] as const) {
    if (isObject(chosen[key])) merged[key] = { ...DEFAULTS[key], ...chosen[key] };
  }
  const result = schema.safeParse(merged);
  if (result.success) return result.data;
  throw new InvalidWorkload(result.error.issues.flatMap((issue) => toProblems(issue, merged)));
}

function toProblems(issue: z.core.$ZodIssue, given: unknown): Problem[] {
  const at = (path: PropertyKey[]) => `podium:${path.map(String).join(".")}`;
  if (issue.code === "unrecognized_keys") {
    const allowed = "not to set it, since the contract has no such key";
    return issue.keys.map((key) => ({ key: at([...issue.path, key]), allowed, isWrongKey: true }));
  }
  const problem = { key: at(issue.path), allowed: issue.message };
  if (issue.code === "invalid_key" || (issue.code === "custom" && issue.params?.["isWrongKey"]))
    return [{ ...problem, isWrongKey: true }];
  const isPrivate = ["env", "secrets", "registryCredentials"].includes(String(issue.path[0]));
  return [{ ...problem, value: isPrivate ? "[secret]" : valueAt(given, issue.path) }];
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const valueAt = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
