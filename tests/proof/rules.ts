import { z } from "zod";

// What several orchestrators say in other words.

export const whole = (min: number, max: number) => z.int().min(min).max(max);
export const port = whole(1, 65535);
/** As many as one likes, but none of them in part. */
export const count = (min = 0) => whole(min, 2 ** 31 - 1);
export const filled = z.string().min(1);

/** A DNS label, as RFC 1123 has it. */
export const dnsLabel = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "no DNS label");

/** An image with what says exactly which: a digest, or at least a tag. */
export const image = z.string().regex(/^[a-z0-9][^\s@]*[:@][^\s]+$/, "no image");

/** The path of an HTTP request. */
export const path = z.string().regex(/^\/\S*$/, "no path");

/** The name of a variable in the environment, as POSIX has it. */
export const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "no variable");

/** Whether all are different. */
export const distinct = (values: unknown[]) => new Set(values).size === values.length;

/** A duration of at least so many seconds. */
export const nanoseconds = (seconds = 0) => whole(seconds * 1e9, Number.MAX_SAFE_INTEGER);
