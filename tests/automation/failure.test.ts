import type { EngineEvent } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { Diagnostics } from "../../src/automation/failure";

const diagnostic = (severity: "error" | "warning", message: string) =>
  ({ diagnosticEvent: { severity, message, color: "never" } }) as EngineEvent;

const failureOf = (message: string, ...events: EngineEvent[]) => {
  const diagnostics = new Diagnostics();
  events.forEach((event) => diagnostics.add(event));
  return diagnostics.failure(new Error(message)).message;
};

describe("a failed operation", () => {
  it("is told by its errors alone, without colours, warnings and repetition", () => {
    const refused = diagnostic("error", "<{%reset%}>port 8081 is already in use<{%reset%}>\n");
    expect(
      failureOf(
        "code: 255",
        refused,
        refused,
        diagnostic("warning", "old"),
        diagnostic("error", "update failed"),
      ),
    ).toBe("port 8081 is already in use");
  });

  it("is told by the command's errors where Pulumi did not get as far as to tell more", () => {
    expect(
      failureOf(
        "code: 255\n stdout: \n stderr: error: no stack named 'dev' found\n err?: Error\n    at x.js:1",
      ),
    ).toBe("no stack named 'dev' found");
  });

  it("is told once where a provider tells it twice, in Terraform's wrap and out of it", () => {
    const refused = 'Error pushing image: Get "http://localhost:5999/v2/": connection refused';
    expect(
      failureOf(
        "code: 255",
        diagnostic("error", `sdk-v2/provider2.go:572: sdk.helper_schema: ${refused}: provider=docker@5.2.0`),
        diagnostic("error", `1 error occurred:\n\t* ${refused}\n\n`),
      ),
    ).toBe(refused);
  });

  it("never repeats a registry's login", () => {
    const message = 'no auth config: {"r":registry.AuthConfig{Username:"robot", Password:"s3cret", Auth:""}}';
    expect(failureOf("code: 255", diagnostic("error", message))).toBe(
      'no auth config: {"r":registry.AuthConfig{Username:"[secret]", Password:"[secret]", Auth:""}}',
    );
  });

  it("tells what to do about a wrong passphrase", () => {
    expect(failureOf("stderr: error: getting secrets manager: incorrect passphrase\n")).toMatch(
      /^The passphrase does not open this stack's secrets. Set PULUMI_CONFIG_PASSPHRASE/,
    );
  });
});
