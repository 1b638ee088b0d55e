import { describe, expect, it } from "vitest";
import { checkWorkload } from "../../../src/orchestrators/service-fabric/checks";
import { workloadOf } from "../../program";

const check = (changes: object) => () => checkWorkload(workloadOf(changes));

describe("what Service Fabric cannot express", () => {
  it("is nothing of an ordinary workload", () => {
    const env = { GREETING: "[not] <a> parameter\n\t", AT: "@", MAIL: "@here@", PODIUM_INSTANCE: "mine" };
    const registryCredentials = { server: "registry.example.com", username: "[robot]", password: "p4ss" };
    expect(check({ env, secrets: { API_KEY: "s3cret" }, registryCredentials })).not.toThrow();
  });

  it.each([19000, 19080])("is port %d, which is the cluster's own", (publicPort) => {
    expect(check({ publicPort })).toThrow(
      `podium:publicPort must be a port that is free on every node, so not 19000 or 19080, which are Service Fabric's own, got ${publicPort}`,
    );
  });

  const CONTROL = "must not contain control characters or others that XML cannot carry";

  it.each(["a\u0001b", "\u000b", "\u001b", "\ufffe"])(
    "is an environment variable with %j, which is not printed",
    (value) => {
      expect(check({ env: { BELL: value } })).toThrow(`podium:env.BELL ${CONTROL}, got "[secret]"`);
    },
  );

  it("is a control character in a user name", () => {
    const registryCredentials = { server: "registry.example.com", username: "ro\u0001bot", password: "p4ss" };
    expect(check({ registryCredentials })).toThrow(
      `podium:registryCredentials.username ${CONTROL}, got "[secret]"`,
    );
  });

  it.each(["@PartitionId@", "@ServiceName@", "@applicationname@"])("is the value %s", (value) => {
    expect(check({ env: { NAME: value } })).toThrow(
      'podium:env.NAME must not be @PartitionId@, @ServiceName@ or @ApplicationName@, which Service Fabric replaces, got "[secret]"',
    );
  });

  it.each([
    [{ command: ["/app/server", "a,b"] }, "command[1]", "a,b"],
    [{ args: ["--x", " y"] }, "args[1]", " y"],
    [{ args: ["a\u0001"] }, "args[0]", "a\u0001"],
  ])("is a string of %j, which would arrive as another", (changes, key, value) => {
    expect(check(changes)).toThrow(
      `podium:${key} must not contain a comma, at which Service Fabric splits the list, control characters, or white space ` +
        `at one of its ends, got ${JSON.stringify(value)}. Change it: \`pulumi config set --type string --path 'podium:${key}' VALUE\``,
    );
  });

  it.each([
    [{ env: { a: "1", A: "2" } }, "env.A", "a"],
    [{ env: { API_KEY: "1" }, secrets: { api_key: "2" } }, "secrets.api_key", "API_KEY"],
    [{ secrets: { b: "1", B: "2" } }, "secrets.B", "b"],
    [{ env: { port: "1" } }, "env.port", "PORT"],
    [{ secrets: { Podium_Version: "v9" } }, "secrets.Podium_Version", "PODIUM_VERSION"],
  ])("is a second name that differs only in case: %j", (changes, key, other) => {
    expect(check(changes)).toThrow(
      `podium:${key} differs only in case from ${other}, which is the same environment variable to Service Fabric. ` +
        `Remove it: \`pulumi config rm --path podium:${key}\``,
    );
  });
});
