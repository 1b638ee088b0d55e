import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/orchestrators/nomad/secrets";

describe("the fingerprint of secrets", () => {
  it("depends on the job and on every secret, but not on their order", () => {
    const one = fingerprint({ A: "1", B: "2" }, "web");
    expect(fingerprint({ B: "2", A: "1" }, "web")).toBe(one);
    expect(fingerprint({ A: "1", B: "2" }, "other")).not.toBe(one);
    expect(fingerprint({ A: "12", B: "" }, "web")).not.toBe(one);
  });
});
