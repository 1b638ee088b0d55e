import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { stackFolder } from "../../src/common/paths";
import { README, render } from "../../src/docs/readme";

const text = readFileSync(README, "utf8");

describe("the README", () => {
  it("says of the contract and of its fidelity what the code says (npm run readme writes it)", () => {
    expect(text).toBe(render(text));
  });

  it.each(ORCHESTRATOR_NAMES)("names every setting of %s's stack alone", (name) => {
    const program = readFileSync(`${stackFolder(name)}/index.ts`, "utf8");
    const keys = [...program.matchAll(/config\.get\w*\("(\w+)"/g)].map(([, key]) => key);
    expect(keys).not.toEqual([]);
    expect(keys.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });
});
