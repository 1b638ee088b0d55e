import { describe, expect, it } from "vitest";
import { record } from "../../src/plan/record";
import { IMAGE } from "../program";
import { readWorkload, type StackWorkload } from "../../src/program/settings";

async function read(
  config: Record<string, string>,
  stack = "dev",
  isOnePort?: boolean,
): Promise<StackWorkload> {
  const recording = { project: "test", stack, config };
  return (await record(recording, () => readWorkload({ publicPort: 8085, isOnePort }))).result;
}

describe("a stack's workload", () => {
  it("needs no configuration", async () => {
    const { workload } = await read({});
    expect(workload).toMatchObject({ name: "podium-dev", replicas: 2, publicPort: 8085 });
  });

  it("is named after the stack, so that two of them can exist side by side", async () => {
    expect((await read({}, "Blue_Green.2")).workload.name).toBe("podium-blue-green-2");
    const one = (await read({}, "a-very-long-stack-1")).workload.name;
    const two = (await read({}, "a-very-long-stack-2")).workload.name;
    expect(one).toMatch(/^podium-a-very-[0-9a-f]{5}$/);
    expect(two).not.toBe(one);
  });

  it("has a name of at most 20 characters that ends in a letter or digit", async () => {
    expect((await read({}, "abcdefghijklm")).workload.name).toBe("podium-abcdefghijklm");
    expect((await read({}, "abcdefghijklmn")).workload.name).toMatch(/^podium-abcdefg-[0-9a-f]{5}$/);
    expect((await read({}, "dev_")).workload.name).toBe("podium-dev");
  });

  it("comes only from the keys podium:*", async () => {
    const { workload } = await read({
      "podium:replicas": "5",
      "podium:update": '{"surge":2}',
      "aws:region": "eu-west-1",
    });
    expect(workload).toMatchObject({ replicas: 5, update: { surge: 2, parallelism: 1 } });
  });

  it.each([
    [{}, [8080, 8085], [8085, 8085]],
    [{ "podium:port": "8080" }, [8080, 8085], [8080, 8080]],
    [{ "podium:publicPort": "80" }, [8080, 80], [80, 80]],
    [{ "podium:port": "9000", "podium:publicPort": "80" }, [9000, 80], [9000, 80]],
  ])("has the ports of %j, where they may differ and where they are one", async (config, two, one) => {
    const portsOf = ({ workload: { port, publicPort } }: StackWorkload) => [port, publicPort];
    expect(portsOf(await read(config))).toEqual(two);
    expect(portsOf(await read(config, "dev", true))).toEqual(one);
  });

  it("refuses a key that the contract does not have", async () => {
    await expect(read({ "podium:replcas": "5" })).rejects.toThrow(
      "podium:replcas is not a key of the contract. Remove it: `pulumi config rm podium:replcas`",
    );
  });

  it("knows a key that was set without --path by its dot, and removes it as it is", async () => {
    await expect(read({ "podium:env.FOO": "bar" })).rejects.toThrow(
      "podium:env.FOO is not a key of the contract (to set part of a key, add --path). " +
        "Remove it: `pulumi config rm podium:env.FOO`",
    );
  });

  it("keeps secrets secret", async () => {
    const { workload } = await read({ "podium:secrets": '{"API_KEY":"s3cret"}' });
    const secret = workload.secrets["API_KEY"] as unknown as { isSecret: Promise<boolean> };
    expect(await secret.isSecret).toBe(true);
  });

  it.each<[Record<string, string>, string]>([
    [{ "podium:secrets": "s3cret" }, "podium:secrets must be an object of"],
    [{ "podium:secrets": '{"A":{"B":"s3cret"}}' }, "podium:secrets.A must be a string"],
    [{ "podium:secrets": '{"A":["s3cret"]}' }, "podium:secrets.A must be a string"],
    [{ "podium:secrets": '{"A":null}' }, "podium:secrets.A must be a string"],
    [{ "podium:secrets": '{"A":9007199254740993}' }, "podium:secrets.A must be stored as a string"],
    [{ "podium:secrets": '{"A":""}' }, "podium:secrets.A must not be empty"],
    [{ "podium:secrets": '{"A":"s3cret\\u0000"}' }, "podium:secrets.A must not contain a NUL"],
    [
      { "podium:secrets": `{"A":"x","B":"${"s3cret".repeat(10_240)}"}` },
      "podium:secrets.B must be shorter, since all secrets together have at most 60 KiB",
    ],
    [
      {
        "podium:registryCredentials": JSON.stringify({
          server: "r",
          username: "u",
          password: "s3cret".repeat(700),
        }),
      },
      "podium:registryCredentials.password must be at most 4 KiB",
    ],
    [{ "podium:secrets": '{"a.b":1,"c":""}' }, "podium:secrets.c must not be empty"],
    [{ "podium:registryCredentials": "s3cret" }, "podium:registryCredentials must be an object of"],
    [
      { "podium:registryCredentials": '{"server":"r","username":"u"}' },
      "podium:registryCredentials.password must not be empty, but is missing. " +
        "Change it: `pulumi config set --secret --path podium:registryCredentials.password VALUE`",
    ],
    [
      { "podium:registryCredentials": '{"server":"r","username":"u","password":"s3cret","x":"y"}' },
      "podium:registryCredentials.x is not one of server, username, password. " +
        "Remove it: `pulumi config rm --path podium:registryCredentials.x`",
    ],
    ...["https://s3cret", "s3cret/team", "a b", ""].map((server): [Record<string, string>, string] => [
      { "podium:registryCredentials": JSON.stringify({ server, username: "u", password: "s3cret" }) },
      "podium:registryCredentials.server must be a registry's host",
    ]),
  ])("refuses malformed secrets without repeating them: %j", async (config, message) => {
    const reading = read(config);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow(/s3cret/);
  });

  it("uses the image of the stack that built it", async () => {
    expect((await imageOf({})).startsWith("localhost:5000/podium@sha256:")).toBe(true);
  });

  it("accepts the user's own image only by digest", async () => {
    expect(await imageOf({ "podium:image": IMAGE })).toBe(IMAGE);
    await expect(imageOf({ "podium:image": "nginx:1.29" })).rejects.toThrow(
      /podium:image must be an image by digest.*, got "nginx:1.29"/,
    );
  });

  it.each([
    ["nginx", "docker.io/library/nginx"],
    ["acme/app", "docker.io/acme/app"],
    ["index.docker.io/acme/app:1.0", "docker.io/acme/app"],
    ["registry.example.com:5000/team/app:v1", "registry.example.com:5000/team/app"],
    ["localhost/app", "localhost/app"],
    ["[::1]:5000/a/b__c.d-e", "[::1]:5000/a/b__c.d-e"],
  ])("names the registry of %s, and drops its tag", async (given, name) => {
    const digest = `@sha256:${"a".repeat(64)}`;
    expect(await imageOf({ "podium:image": given + digest })).toBe(name + digest);
  });

  it.each(["http://registry.example.com/app", "acme/App", "ACME/app", "a//b", "/a", "a/", "a b", "-a/b", ""])(
    "refuses %j, which no registry has",
    async (name) => {
      await expect(imageOf({ "podium:image": `${name}@sha256:${"a".repeat(64)}` })).rejects.toThrow(
        "podium:image must be an image by digest",
      );
    },
  );

  it.each(["docker.io", "index.docker.io", "https://index.docker.io/v1/", "registry-1.docker.io"])(
    "finds the credentials of Docker Hub under the name %s",
    async (server) => {
      const credentials = JSON.stringify({ server, username: "u", password: "p" });
      const { workload } = await read({ "podium:registryCredentials": credentials });
      expect(workload.registryCredentials).toMatchObject({ server: "docker.io", username: "u" });
    },
  );
});

async function imageOf(config: Record<string, string>): Promise<string> {
  const { image } = await read(config);
  return new Promise((resolve) => image.apply(resolve));
}
