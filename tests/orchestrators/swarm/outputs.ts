import type { Output } from "@pulumi/pulumi";

/** The value of an output, which mocks know at once. */
export const valueOf = (output: unknown): Promise<unknown> =>
  new Promise((resolve) => (output as Output<unknown>).apply(resolve));
