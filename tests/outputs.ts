import type { Output } from "@pulumi/pulumi";

export function valueOf<T>(output: Output<T>): Promise<T>;
export function valueOf<T = unknown>(output: unknown): Promise<T>;
/** The value of an output, which mocks know at once. */
export function valueOf(output: unknown): Promise<unknown> {
  return new Promise((resolve) => (output as Output<unknown>).apply(resolve));
}
