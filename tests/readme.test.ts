import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { README, render } from "../src/readme";

describe("the README", () => {
  it("says of the contract and of its fidelity what the code says (npm run readme writes it)", () => {
    const text = readFileSync(README, "utf8");
    expect(text).toBe(render(text));
  });
});
