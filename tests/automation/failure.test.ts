import type { EngineEvent } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { Diagnostics, warningOf } from "../../src/automation/failure";

const diagnostic = (severity: "error" | "warning", message: string) =>
  ({ diagnosticEvent: { severity, message, color: "never" } }) as EngineEvent;

const failureOf = (message: string, ...events: EngineEvent[]) => {
  const diagnostics = new Diagnostics();
  events.forEach((event) => diagnostics.add(event));
  return diagnostics.failure(new Error(message)).message;
};

describe("a failed operation", () => {
  it("is reported with its errors only, without colours, warnings or repetition", () => {
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

  it("is reported with the command's errors if Pulumi reported no other", () => {
    expect(
      failureOf(
        "code: 255\n stdout: \n stderr: error: no stack named 'dev' found\n err?: Error\n    at x.js:1",
      ),
    ).toBe("no stack named 'dev' found");
  });

  it("is reported once, although the command's error contains its output twice", () => {
    const output = "error: place 1: unexpected end of JSON input";
    const message = `code: -2\n stdout: \n stderr: Command failed with exit code 255: pulumi stack ls\n${output}`;
    expect(
      failureOf(`${message}\n err?: Error: Command failed with exit code 255: pulumi\n${output}\n`),
    ).toBe("place 1: unexpected end of JSON input");
  });

  it("is reported once if a provider reports it twice, with and without Terraform's wrapper", () => {
    const refused = 'Error pushing image: Get "http://localhost:5999/v2/": connection refused';
    expect(
      failureOf(
        "code: 255",
        diagnostic("error", `sdk-v2/provider2.go:572: sdk.helper_schema: ${refused}: provider=docker@5.2.0`),
        diagnostic("error", `1 error occurred:\n\t* ${refused}\n\n`),
        diagnostic(
          "error",
          "updating urn:pulumi:dev::podium-swarm::podium:swarm:Deployment$docker:index/service:Service::podium-dev: " +
            `1 error occurred:\n\t* ${refused}\n\n`,
        ),
      ),
    ).toBe(refused);
  });

  it("is reported without a registry's login", () => {
    const message = 'no auth config: {"r":registry.AuthConfig{Username:"robot", Password:"s3cret", Auth:""}}';
    expect(failureOf("code: 255", diagnostic("error", message))).toBe(
      'no auth config: {"r":registry.AuthConfig{Username:"[secret]", Password:"[secret]", Auth:""}}',
    );
  });

  it("is reported without a password in what the command prints", () => {
    expect(failureOf('stderr: error: get "https://me:s3cret@registry.example/v2/": refused\n')).toBe(
      'get "https://[secret]@registry.example/v2/": refused',
    );
  });

  it("is reported once, however many instances report it", () => {
    const errors = ["task app: Failed to pull", "a * b failed", "task app: Failed to pull"];
    const message = `3 errors occurred:\n${errors.map((each) => `\t* ${each}\n`).join("")}\n`;
    expect(failureOf("code: 255", diagnostic("error", message))).toBe(
      "task app: Failed to pull\na * b failed",
    );
  });

  it("is reported with the remedy if the passphrase is wrong", () => {
    expect(failureOf("stderr: error: getting secrets manager: incorrect passphrase\n")).toMatch(
      /^The passphrase does not decrypt .* Set PULUMI_CONFIG_PASSPHRASE, .* remove `encryptionsalt` from .* Pulumi\.dev\.yaml\.$/,
    );
  });
});

it("a program's warning is shown without colours, and nothing else is one", () => {
  expect(warningOf(diagnostic("warning", "<{%reset%}>nothing is checked<{%reset%}>\n"))).toBe(
    "warning: nothing is checked",
  );
  const idle = "Resource does not support customTimeouts, ignoring: update=12m26s";
  expect(warningOf(diagnostic("warning", idle))).toBeUndefined();
  expect(warningOf(diagnostic("error", "port 8081 is already in use"))).toBeUndefined();
  expect(warningOf({} as EngineEvent)).toBeUndefined();
});
