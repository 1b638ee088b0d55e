import { z } from "zod";
import type { Settings } from "../../../src/workload/settings";

export const PUBLIC_PORT = 8090;

export const settings = {
  cluster: {
    value: z.string().optional(),
    default: "`MEMORY_CLUSTER`, or `main`",
    description: "the cluster to deploy to",
  },
} satisfies Settings;
