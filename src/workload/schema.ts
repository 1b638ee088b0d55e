import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import { DEFAULTS } from "./defaults";
import { FOLDERS, folders } from "./folders";
import { InvalidConfig, keyOfPart, type Problem } from "./problems";
import { headers } from "./headers";
import { flag, integer, isObject, number, text } from "./values";
import { environmentValue, isShort, lengthProblem, variables, WRITTEN } from "./variables";
import type { Check, RegistryCredentials, Workload } from "./workload";

/** What Podium itself sets on every instance, see `environment`. */
const OWN_VARIABLE = /^(PORT|PODIUM_.*)$/;
/** An object that has no other keys. @param others what the value may be instead, as words before it. */
const object = <T extends z.core.$ZodLooseShape>(shape: T, others = "") =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === "invalid_type" ? `must be ${others}an object of ${Object.keys(shape).join(", ")}` : undefined,
  });

/**
 * `path-absolute` and `query` in https://www.rfc-editor.org/rfc/rfc3986#appendix-A, without the segments `.` and `..`, which
 * some receivers resolve and others send. No longer than load balancers on AWS accept:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 * Without flags: a JSON Schema has none.
 */
const PATH =
  /^(?=.{1,1024}$)(?![^?]*\/(\.|%2[eE]){1,2}([/?]|$))\/(?!\/)([\w.~!$&'()*+,;=:@/-]|%[\da-fA-F]{2})*(\?([\w.~!$&'()*+,;=:@/?-]|%[\da-fA-F]{2})*)?$/;

const CHECK = {
  path: text(
    PATH,
    "must be a path that starts with a single /, as in a URL: other characters encoded (%20), no segment . or ..",
  ),
  interval: integer(1, 300, " seconds"),
  timeout: integer(1, 120, " seconds"),
  failures: integer(1, 10),
  headers: headers.optional(),
  port: integer(1, 65535).optional(),
};

const NONE = "none";

/** A check, or `none` for no such check. Problems are those of the check, which comes first. */
const checkOrNone = <T extends z.core.$ZodLooseShape>(parts: T) =>
  z.union([object({ ...CHECK, ...parts }, `${NONE} or `), z.literal(NONE)]);

/** A program and its arguments, which are strings of the same kind as the values of environment variables. */
const COMMAND = "must be a list of strings: a program in the image, then its arguments";
const ARGUMENTS = "must be a list of strings: arguments of the program";
const strings = (rule: string) =>
  z
    .array(
      environmentValue()
        .refine((value) => value !== "", "must not be empty")
        .refine(isShort, "must be shorter than 128 KiB, the limit of Linux")
        .meta(WRITTEN),
      rule,
    )
    .min(1, rule);

/** The names in https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#lifecycle-1, with those of real-time signals. */
const SIGNAL =
  /^SIG(ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR[12]|VTALRM|WINCH|XCPU|XFSZ|RTMIN(\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?)$/;

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
    port: integer(1, 65535),
    publicPort: integer(1, 65535),
    command: strings(COMMAND).optional(),
    args: strings(ARGUMENTS).optional(),
    env: variables(environmentValue()),
    secrets: variables(z.custom<Input<string>>()),
    health: checkOrNone({ command: strings(COMMAND).optional() }),
    readiness: checkOrNone({}),
    // The longest that every orchestrator takes:
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    startSeconds: integer(1, 300, " seconds").optional(),
    stopSeconds: integer(2, 120, " seconds"),
    replaceSeconds: integer(0, 86_400, " seconds").optional(),
    update: object({ parallelism: integer(1, 100), surge: integer(0, 100), rollback: flag() }),
    // The largest that container runtimes accept:
    // https://github.com/moby/sys/blob/main/user/user.go
    user: integer(1, 2147483647, ", since 0 is root"),
    group: integer(0, 2147483647).optional(),
    stopSignal: text(SIGNAL, "must be a signal of Linux by name, such as SIGQUIT").optional(),
    init: flag(),
    readOnlyRootFilesystem: flag(),
    tmp: object({ size: integer(1, 65536, " MiB"), exec: flag() }),
    writable: folders,
    registryCredentials: z.custom<RegistryCredentials>().optional(),
    autoscaling: object({ min: integer(1, 100), max: integer(1, 100), cpuPercent: integer(1, 100) })
      .refine(({ min, max }) => min <= max, { path: ["min"], error: "must not exceed max" })
      .optional(),
  })
  .superRefine(({ health, readiness, env, secrets }, context) => {
    const refuse = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message, params: { isWrongKey: true } });
    for (const [name, value] of Object.entries(env)) {
      const message = lengthProblem(name, value);
      if (message) context.addIssue({ code: "custom", path: ["env", name], message });
    }
    for (const name of Object.keys(secrets)) {
      if (Object.hasOwn(env, name))
        refuse(["secrets", name], "is also set in podium:env, and an environment variable has one value");
      // A variable in `env` replaces Podium's own; a secret would be a second variable of the same name.
      if (OWN_VARIABLE.test(name))
        refuse(["secrets", name], "is reserved: Podium itself sets PORT and every PODIUM_… variable");
      const file = `${name}_FILE`;
      for (const [key, others] of Object.entries({ env, secrets })) {
        if (Object.hasOwn(others, file))
          refuse([key, file], `is reserved: it names the file of the secret ${name} where secrets are files`);
      }
    }
    if (Object.hasOwn(env, "PORT"))
      refuse(
        ["env", "PORT"],
        "is reserved: set podium:port instead, which also configures the checks and the endpoint",
      );
    for (const [name, check] of Object.entries({ health, readiness })) {
      if (check === NONE || check.timeout <= check.interval) continue;
      context.addIssue({
        code: "custom",
        path: [name, "timeout"],
        message: `must not exceed the interval of ${check.interval} seconds`,
      });
    }
  });

/** The rule for each value by itself. */
export const RULES = schema.shape;

/** The values of the contract that are configured; nested ones are merged with the defaults. */
export type WorkloadInput = { [Key in keyof Workload]?: unknown };

/**
 * Completes `input` with the defaults and validates it.
 * @throws InvalidConfig that lists every problem.
 */
export function parseWorkload(input: WorkloadInput): Workload {
  const chosen = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged: Record<string, unknown> = { ...DEFAULTS, ...chosen };
  for (const key of ["health", "readiness", "update", "tmp"] as const) {
    if (isObject(chosen[key])) merged[key] = { ...DEFAULTS[key], ...chosen[key] };
  }
  const result = schema.safeParse(merged);
  if (result.success) return settled(result.data);
  throw new InvalidConfig(result.error.issues.flatMap((issue) => toProblems(issue, { chosen, merged })));
}

/** What follows from other values: the group, and that a check of the port that there is anyway is one like any other. */
function settled({ health, readiness, group, ...workload }: z.output<typeof schema>): Workload {
  return {
    ...workload,
    group: group ?? workload.user,
    ...(health !== NONE && { health: settledCheck(health, workload.port) }),
    ...(readiness !== NONE && { readiness: settledCheck(readiness, workload.port) }),
  };
}

function settledCheck<T extends Check>(check: T, ownPort: number): T {
  const { port, ...others } = check;
  return port === ownPort || port === undefined ? (others as T) : check;
}

/** @param given the configuration, without and with the defaults. */
function toProblems(
  issue: z.core.$ZodIssue,
  given: { chosen: Record<string, unknown>; merged: Record<string, unknown> },
): Problem[] {
  const wrongKey = (path: PropertyKey[], rule: string): Problem => {
    const outer = path.length > 1 ? given.chosen[String(path[0])] : undefined;
    const isOnlyPart = isObject(outer) && Object.keys(outer).length === 1;
    return { key: at(path), rule, isWrongKey: true, isOnlyPart };
  };
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const isLiteral = !issue.path.length && key !== "";
      const hint = isLiteral && key.includes(".") ? " (to set part of a key, add --path)" : "";
      const rule = `is not a key of the contract${hint}`;
      return isLiteral
        ? { key: `podium:${key}`, rule, isWrongKey: true, isLiteral }
        : wrongKey([...issue.path, key], rule);
    });
  }
  if (issue.code === "invalid_union")
    return issue.errors[0]!.flatMap((inner) =>
      toProblems({ ...inner, path: [...issue.path, ...inner.path] }, given),
    );
  if (issue.code === "invalid_key") return [wrongKey(issue.path, issue.issues[0]!.message)];
  if (issue.code === "custom" && issue.params?.["isWrongKey"]) return [wrongKey(issue.path, issue.message)];
  const isPrivate = issue.path.some((key) => PRIVATE.includes(String(key)));
  return [
    {
      key: at(issue.path),
      rule: issue.message,
      value: isPrivate ? "[secret]" : shortened(valueAt(given.merged, issue.path)),
      isObject: issue.code === "invalid_type" && ["object", "record"].includes(issue.expected),
      isList: [COMMAND, ARGUMENTS, FOLDERS].includes(issue.message),
    },
  ];
}

/** Nobody reads a whole file in a message. */
const shortened = (value: unknown) =>
  typeof value === "string" && value.length > 2000 ? "[a long value]" : value;

/** Their values are not repeated, whatever somebody has put there. */
const PRIVATE = ["env", "secrets", "registryCredentials", "headers"];

const at = ([name, ...path]: PropertyKey[]) => keyOfPart(`podium:${String(name)}`, path);

const valueAt = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce((inner, key) => (Object(inner) as Record<PropertyKey, unknown>)[key], value);
