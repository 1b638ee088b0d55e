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

export const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
