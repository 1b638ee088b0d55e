import { z } from "zod";

/** A cluster, by its name. */
export const schema = z.object({ cluster: z.string() });

export type MemoryConnection = z.infer<typeof schema>;

/** The cluster that the configuration names, or else the environment. */
export const connectionOf = ({ cluster }: Partial<MemoryConnection>): MemoryConnection => ({
  cluster: cluster ?? process.env["MEMORY_CLUSTER"] ?? "main",
});
