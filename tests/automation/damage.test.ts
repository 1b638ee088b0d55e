import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { explainDamage } from "../../src/automation/damage";
import { Failure } from "../../src/common/errors";
import { temporaryFolder } from "../folder";

describe("a stack's state that cannot be read", () => {
  // As the Pulumi CLI prints them.
  it.each([
    "place 1: unexpected end of JSON input",
    "failed to load checkpoint: place 1: invalid character 'x' looking for beginning of value",
    "json: cannot unmarshal string into Go struct field DeploymentV3.latest.resources of type []apitype.ResourceV3",
    "unsupported checkpoint version 99",
  ])("is reported with its file and what to do: %s", (message) => {
    const file = join(temporaryFolder(), "dev.json");
    writeFileSync(file, "{");
    const failure = new Failure(message);
    expect(explainDamage(failure, file, {}).message).toBe(
      `${file} is damaged: ${message}. Restore it, for example from ${file}.bak, the state before the last change.`,
    );
    expect(explainDamage(failure, file, { PULUMI_BACKEND_URL: "s3://states" })).toBe(failure);
    expect(explainDamage(failure, `${file}.other`, {})).toBe(failure);
    const other = new Failure("no stack named 'dev' found");
    expect(explainDamage(other, file, {})).toBe(other);
  });
});
