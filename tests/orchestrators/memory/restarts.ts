import type { RestartRules } from "../../../src/orchestrators/restarts";
import { APP } from "./fidelity";

export const restarts: RestartRules = {
  all: [
    {
      type: APP,
      path: /^(?!replicas$|publicPort$|update\b|readiness\b)/,
      because: "an instance is started from all other properties",
    },
  ],
  number: [{ type: APP, path: /^replicas$/, because: "only the number changes" }],
  source: "https://example.com/memory",
};
