import { expect, it, onTestFinished } from "vitest";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";

const NOWHERE = "http://127.0.0.1:9";

/** A connection with what any of the engines needs; each ignores the rest. */
const CONNECTION = {
  address: NOWHERE,
  context: "none",
  endpoint: NOWHERE,
  host: "tcp://127.0.0.1:9",
  kubeconfig: "/nowhere",
  location: "nowhere",
  namespace: "default",
  url: NOWHERE,
};

it.each(ORCHESTRATOR_NAMES)("%s drains nodes if and only if its descriptor says so", async (name) => {
  const { drains, connect } = ORCHESTRATORS[name];
  const engine = await connect(CONNECTION);
  onTestFinished(() => engine.close());
  expect(typeof engine.drain).toBe(drains ? "function" : "undefined");
  expect(typeof engine.undrain).toBe(drains ? "function" : "undefined");
});
