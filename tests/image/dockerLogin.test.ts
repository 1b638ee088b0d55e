import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { dockerLogin } from "../../src/image/dockerLogin";
import { temporaryFolder } from "../folder";

const LOGIN = { username: "robot", password: "pa:55" };
const AUTH = { auth: Buffer.from("robot:pa:55").toString("base64") };

/** Docker's configuration, and a credential helper beside it, until the test ends. */
function configured(config: object | string, helper?: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
  vi.stubEnv("DOCKER_CONFIG", folder);
  if (helper === undefined) return;
  const program = join(folder, "docker-credential-fake");
  writeFileSync(program, `#!/bin/sh\nread server\n${helper}\n`);
  chmodSync(program, 0o700);
  vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
}

afterEach(() => void vi.unstubAllEnvs());

describe("the login that Docker has stored", () => {
  it.each([
    ["registry.example.com:5000", "registry.example.com:5000"],
    ["registry.example.com", "https://registry.example.com/v2/"],
    ["docker.io", "https://index.docker.io/v1/"],
  ])("is found in the file for %s as %s", async (registry, key) => {
    configured({ auths: { "other.example.com": { auth: "bm86" }, [key]: AUTH } });
    expect(await dockerLogin(registry)).toEqual(LOGIN);
  });

  it("is none for another registry, or without a file", async () => {
    configured({ auths: { "registry.example.com": AUTH, "empty.example.com": {} } });
    expect(await dockerLogin("other.example.com")).toBeUndefined();
    expect(await dockerLogin("empty.example.com")).toBeUndefined();
    vi.stubEnv("DOCKER_CONFIG", join(temporaryFolder(), "nowhere"));
    expect(await dockerLogin("registry.example.com")).toBeUndefined();
  });

  const ANSWER = `echo "{\\"Username\\":\\"robot of $server\\",\\"Secret\\":\\"pa:55\\"}"`;

  it.each([
    ["docker.io", { credsStore: "fake" }, "https://index.docker.io/v1/"],
    [
      "r.example.com",
      { credHelpers: { "r.example.com": "fake" }, auths: { "r.example.com": {} } },
      "r.example.com",
    ],
  ])("is asked of a credential helper for %s", async (registry, config, server) => {
    configured(config, ANSWER);
    expect(await dockerLogin(registry)).toEqual({ ...LOGIN, username: `robot of ${server}` });
  });

  it("is none if the helper has none", async () => {
    configured({ credsStore: "fake" }, "echo credentials not found in native keychain; exit 1");
    expect(await dockerLogin("r.example.com")).toBeUndefined();
  });

  it.each([
    ["echo s3cret; exit 3", "docker-credential-fake failed with exit code 3"],
    ["echo s3cret", "docker-credential-fake returned no JSON"],
    [`echo '{"Username":"<token>","Secret":"s3cret"}'`, "is an identity token"],
    [undefined, "docker-credential-fake cannot be run: ENOENT"],
  ])("is refused, without any secret, if the helper does this: %s", async (helper, message) => {
    configured({ credsStore: "fake" }, helper);
    const refusal = dockerLogin("r.example.com").catch((error: Error) => error.message);
    expect(await refusal).toContain(message);
    expect(await refusal).not.toContain("s3cret");
  });

  it("is refused if the file is not JSON, or has a token instead of a password", async () => {
    configured('{ "auths": s3cret');
    await expect(dockerLogin("r.example.com")).rejects.toThrow(/^Docker's config\.json is not JSON$/);
    configured({ auths: { "r.example.com": { ...AUTH, identitytoken: "s3cret" } } });
    await expect(dockerLogin("r.example.com")).rejects.toThrow(
      /identity token, .* log in with an access token$/,
    );
  });
});
