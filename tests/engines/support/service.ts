import type { Service } from "../../../src/engines/services";

/** An engine of no orchestrator. */
export const serviceOf = (changes: Partial<Service> = {}): Service => ({
  name: "hill",
  image: "example/hill:1.0.0",
  isTried: true,
  environment: { HILL_URL: "http://127.0.0.1:1" },
  ports: [],
  requires: [],
  memory: 0,
  ...changes,
});
