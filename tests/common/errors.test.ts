import { RunError } from "@pulumi/pulumi/errors";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/common/errors";

describe("a failure", () => {
  it("is shown by Pulumi as its message alone, without a stack to format", () => {
    const failure = new Failure("what is wrong");
    expect(RunError.isInstance(failure)).toBe(true);
    expect(failure.message).toBe("what is wrong");
    expect(failure.stack).toBeUndefined();
  });
});
