import { z } from "zod";

// Rules that several orchestrators share, each in its own terms.

export const whole = (min: number, max: number) => z.int().min(min).max(max);
export const port = whole(1, 65535);
/** An integer of at least `min` that fits into 32 bits. */
export const count = (min = 0) => whole(min, 2 ** 31 - 1);
export const filled = z.string().min(1);

/** A DNS label as defined by RFC 1123. */
export const dnsLabel = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "not a DNS label");

/** An image with a digest, or at least a tag. */
export const image = z.string().regex(/^[a-z0-9][^\s@]*[:@][^\s]+$/, "not an image with a digest or tag");

/** The path of an HTTP request. */
export const path = z.string().regex(/^\/\S*$/, "not a path");

/** The name of an environment variable as defined by POSIX. */
export const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "not the name of an environment variable");

/** Whether all values are different. */
export const distinct = (values: unknown[]) => new Set(values).size === values.length;

/** A duration in nanoseconds, of at least `seconds`. */
export const nanoseconds = (seconds = 0) => whole(seconds * 1e9, Number.MAX_SAFE_INTEGER);
