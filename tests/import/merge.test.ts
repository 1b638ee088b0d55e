import { expect, it } from "vitest";
import { asMap, mergeService } from "../../src/import/compose/merge";

// https://docs.docker.com/reference/compose-file/services/#merging-service-definitions
it.each([
  [
    "a command",
    { command: ["a", "b"], entrypoint: ["e"] },
    { command: ["c"] },
    { command: ["c"], entrypoint: ["e"] },
  ],
  [
    "the test of a check, but not its other parts",
    { healthcheck: { test: ["CMD", "a"], interval: "5s" } },
    { healthcheck: { test: ["CMD", "b"] } },
    { healthcheck: { test: ["CMD", "b"], interval: "5s" } },
  ],
  ["a scalar", { image: "a", user: "1" }, { image: "b" }, { image: "b", user: "1" }],
  [
    "variables by name",
    { environment: ["A=1", "B=1"] },
    { environment: { B: 2, C: null } },
    { environment: { A: "1", B: 2, C: null } },
  ],
  ["lists, without duplicates", { expose: ["1", "2"] }, { expose: ["2", "3"] }, { expose: ["1", "2", "3"] }],
  [
    "volumes by their target",
    { volumes: ["a:/x", "b:/y"] },
    { volumes: [{ type: "bind", source: ".", target: "/x" }] },
    { volumes: [{ type: "bind", source: ".", target: "/x" }, "b:/y"] },
  ],
  ["a text and a list", { tmpfs: "/a" }, { tmpfs: ["/a", "/b"] }, { tmpfs: ["/a", "/a", "/b"] }],
  [
    "parts of parts",
    { deploy: { replicas: 1, resources: { limits: { cpus: "1" } } } },
    { deploy: { resources: { limits: { memory: "1g" } } } },
    { deploy: { replicas: 1, resources: { limits: { cpus: "1", memory: "1g" } } } },
  ],
])("a service over the one that it extends has %s", (_, below, above, expected) => {
  expect(mergeService(below, above)).toEqual(expected);
});

it("reads NAME=value, NAME alone, and a value with another =", () => {
  expect(asMap(["A=1", "B", "C=a=b", "D="])).toEqual({ A: "1", B: null, C: "a=b", D: "" });
});
