import { z } from "zod";
import { isObject, text } from "./values";

/**
 * The name of an environment variable, as POSIX has it, and no longer than a name in any store for secrets may be:
 * https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
 * Pulumi loses a property called `__proto__`, which is no property to JavaScript.
 */
const VARIABLE = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,252}$/;
const VARIABLES =
  "named with 1 to 253 letters, digits and underscores, not starting with a digit, and not __proto__";

/** Environment variables by name. @param values the schema of a value. */
export const variables = <T extends z.ZodType>(values: T) => named(VARIABLE, VARIABLES, values);

/** Strings by name. @param rule what a name must be, to be read after "must be" and "strings". */
export const named = <T extends z.ZodType>(pattern: RegExp, rule: string, values: T) =>
  z.preprocess(
    (given, context) => {
      // A record would leave it out.
      if (isObject(given) && Object.hasOwn(given, "__proto__"))
        context.addIssue({
          code: "custom",
          path: ["__proto__"],
          message: `must be ${rule}`,
          params: { isWrongKey: true },
        });
      return given;
    },
    z.record(text(pattern, `must be ${rule}`), values, {
      error: ({ code }) => (code === "invalid_type" ? `must be an object of strings ${rule}` : undefined),
    }),
  );

/** How the value of an environment variable may be written, for the JSON Schema, which takes a transformed value for anything. */
export const WRITTEN = { type: ["string", "number", "boolean"] };

/**
 * The value of an environment variable. `pulumi config set --path` stores integers and booleans as such, although an
 * environment variable is a string.
 */
export const environmentValue = () =>
  z
    .unknown()
    .transform((value, context): string => {
      const problem = environmentProblem(value);
      if (problem === undefined) return String(value);
      context.addIssue({ code: "custom", message: problem });
      return z.NEVER;
    })
    .meta(WRITTEN);

/** Why a value cannot be that of an environment variable, as a rule; undefined if it can. */
export function environmentProblem(value: unknown): string | undefined {
  if (typeof value === "boolean") return undefined;
  // Pulumi stores 9007199254740993 as an integer, and reading it rounds it to …992.
  if (typeof value === "number") {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? "must be stored as a string, since the number is too large to be exact (set it with --type string)"
      : undefined;
  }
  if (typeof value !== "string") return "must be a string";
  if (value.includes("\0")) return "must not contain a NUL character, which ends a string";
  return value.isWellFormed() ? undefined : "must be well-formed Unicode";
}

/**
 * Bytes of a string and the NUL at its end, a variable being `NAME=value`: Linux passes no longer one to a process. MAX_ARG_STRLEN in
 * https://man7.org/linux/man-pages/man2/execve.2.html
 */
const LONGEST = 128 * 1024;

/** Whether a command or an argument is short enough. */
export const isShort = (text: string): boolean => Buffer.byteLength(text) < LONGEST;

/** Why an environment variable is too long, as a rule; undefined if it is not. */
export const lengthProblem = (name: string, value: string): string | undefined =>
  isShort(`${name}=${value}`)
    ? undefined
    : "must be shorter than 128 KiB together with its name, the limit of Linux";
