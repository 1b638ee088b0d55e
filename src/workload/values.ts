import { z } from "zod";

// Schemas of configuration values. Each error reads as a rule after the key's name: "must be …".

/** `pulumi config set KEY 5` stores a string, `--path` a number: both mean the number. */
const fromText = (value: unknown) =>
  typeof value === "string" && value.trim() !== "" ? Number(value) : value;
const flagFromText = (value: unknown) => (value === "true" ? true : value === "false" ? false : value);

/** A number from `min` to `max`; `unit` is appended to the message, e.g. " cores". */
export const number = (min: number, max: number, unit = "") => {
  const error = `must be a number from ${min} to ${max}${unit}`;
  return z.preprocess(fromText, z.number({ error }).min(min, error).max(max, error));
};

/** An integer from `min` to `max`; `unit` is appended to the message, e.g. " seconds". */
export const integer = (min: number, max: number, unit = "") => {
  const error = `must be an integer from ${min} to ${max}${unit}`;
  return z.preprocess(fromText, z.number({ error }).int(error).min(min, error).max(max, error));
};

export const flag = () => z.preprocess(flagFromText, z.boolean({ error: "must be true or false" }));

export const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, error);

export const oneOf = <const T extends [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `must be ${values.join(" or ")}` });

/** Linux passes no longer string to a process: MAX_ARG_STRLEN in https://man7.org/linux/man-pages/man2/execve.2.html */
const LONGEST = 128 * 1024;

/**
 * The value of an environment variable. `pulumi config set --path` stores integers and booleans as such, although an
 * environment variable is a string.
 */
export const environmentValue = () =>
  z.unknown().transform((value, context): string => {
    const problem = environmentProblem(value);
    if (problem === undefined) return String(value);
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

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
  if (!value.isWellFormed()) return "must be well-formed Unicode";
  return Buffer.byteLength(value) < LONGEST ? undefined : "must be shorter than 128 KiB, the limit of Linux";
}
