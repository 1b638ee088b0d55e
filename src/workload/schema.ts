import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import { InvalidConfig, type Problem } from "./problems";
import { environmentValue, flag, integer, number, text } from "./values";
import type { RegistryCredentials, Workload } from "./workload";

/** The name of an environment variable, as POSIX has it. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VARIABLES = "named with letters, digits and underscores, not starting with a digit";
/** What Podium itself sets on every instance, see `environment`. */
const OWN_VARIABLE = /^(PORT|PODIUM_.*)$/;
const variables = <T extends z.ZodType>(values: T) =>
  z.record(text(VARIABLE, `must be ${VARIABLES}`), values, { error: `must be strings ${VARIABLES}` });

const check = z.strictObject({
  path: text(/^\/\S*$/, "must be a path that starts with /"),
  interval: integer(1, 300, " seconds"),
  timeout: integer(1, 120, " seconds"),
  failures: integer(1, 10),
});

/**
 * Characters in a name. Leaves room for suffixes where a platform limits names to 32, as load balancers do:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 */
export const LONGEST_NAME = 20;

const schema = z
  .strictObject({
    name: text(
      new RegExp(`^[a-z]([-a-z0-9]{0,${LONGEST_NAME - 2}}[a-z0-9])?$`),
      `must be 1 to ${LONGEST_NAME} lowercase letters, digits and hyphens, starting with a letter`,
    ),
    // Also valid as the value of a label:
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    version: text(
      /^[A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$/,
      "must be 1 to 32 letters, digits, dots, hyphens and underscores, starting and ending with a letter or digit",
    ),
    replicas: integer(1, 100),
    cpu: number(0.05, 16, " cores"),
    memory: integer(32, 65536, " MiB"),
    port: integer(1024, 65535, ", since a non-root process should not need a lower one"),
    publicPort: integer(1, 65535),
    env: variables(environmentValue()),
    secrets: variables(z.custom<Input<string>>()),
    health: check,
    readiness: check,
    stopSeconds: integer(2, 120, " seconds"),
    update: z.strictObject({ parallelism: integer(1, 100), surge: integer(0, 100), rollback: flag() }),
    // The largest that container runtimes accept:
    // https://github.com/moby/sys/blob/main/user/user.go
    user: integer(1, 2147483647, ", since 0 is root"),
    readOnlyRootFilesystem: flag(),
    registryCredentials: z.custom<RegistryCredentials>().optional(),
    autoscaling: z
      .strictObject({ min: integer(1, 100), max: integer(1, 100), cpuPercent: integer(1, 100) })
      .refine(({ min, max }) => min <= max, "must have a min that does not exceed max")
      .optional(),
  })
  .superRefine(({ health, readiness, env, secrets }, context) => {
    const refuse = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message, params: { isWrongKey: true } });
    for (const name of Object.keys(secrets)) {
      if (Object.hasOwn(env, name))
        refuse(["secrets", name], "is also set in podium:env, and an environment variable has one value");
      // A variable in `env` replaces Podium's own; a secret would be a second variable of the same name.
      if (OWN_VARIABLE.test(name))
        refuse(["secrets", name], "is reserved: Podium itself sets PORT and every PODIUM_… variable");
    }
    if (Object.hasOwn(env, "PORT"))
      refuse(
        ["env", "PORT"],
        "is reserved: set podium:port instead, which also configures the checks and the endpoint",
      );
    for (const [name, { interval, timeout }] of Object.entries({ health, readiness })) {
      if (timeout <= interval) continue;
      context.addIssue({
        code: "custom",
        path: [name, "timeout"],
        message: `must not exceed the interval of ${interval} seconds`,
      });
    }
  });

/** The defaults on every orchestrator. `name` and `publicPort` have no common one. */
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

/** The values of the contract that are configured; nested ones are merged with the defaults. */
export type WorkloadInput = { [Key in keyof Workload]?: unknown };

/**
 * Completes `input` with the defaults and validates it.
 * @throws InvalidConfig that lists every problem.
 */
export function parseWorkload(input: WorkloadInput): Workload {
  const chosen = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged: Record<string, unknown> = { ...DEFAULTS, ...chosen };
  for (const key of ["health", "readiness", "update"] as const) {
    if (isObject(chosen[key])) merged[key] = { ...DEFAULTS[key], ...chosen[key] };
  }
  const result = schema.safeParse(merged);
  if (result.success) return result.data;
  throw new InvalidConfig(result.error.issues.flatMap((issue) => toProblems(issue, merged)));
}

function toProblems(issue: z.core.$ZodIssue, given: unknown): Problem[] {
  const at = (path: PropertyKey[]) => `podium:${path.map(String).join(".")}`;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const isLiteral = key.includes(".");
      const rule = `is not a key of the contract${isLiteral ? " (to set part of a key, add --path)" : ""}`;
      return { key: at([...issue.path, key]), rule, isWrongKey: true, isLiteral };
    });
  }
  const problem = { key: at(issue.path), rule: issue.message };
  if (issue.code === "invalid_key")
    return [{ key: at(issue.path), rule: issue.issues[0]!.message, isWrongKey: true }];
  if (issue.code === "custom" && issue.params?.["isWrongKey"]) return [{ ...problem, isWrongKey: true }];
  const isPrivate = ["env", "secrets", "registryCredentials"].includes(String(issue.path[0]));
  return [{ ...problem, value: isPrivate ? "[secret]" : valueAt(given, issue.path) }];
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const valueAt = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
