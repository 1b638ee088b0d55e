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

  it.each([
    [{ "podium:secrets": "s3cret" }, "podium:secrets must be an object of"],
    [{ "podium:secrets": '{"A":{"B":"s3cret"}}' }, "podium:secrets.A must be a string"],
    [{ "podium:secrets": '{"A":["s3cret"]}' }, "podium:secrets.A must be a string"],
    [{ "podium:secrets": '{"A":null}' }, "podium:secrets.A must be a string"],
    [{ "podium:secrets": '{"A":9007199254740993}' }, "podium:secrets.A must be stored as a string"],
    [
      { "podium:registryCredentials": '{"server":"r","username":"u"}' },
      "podium:registryCredentials must be an object of",
    ],
    [
      { "podium:registryCredentials": '{"server":"r","username":"u","password":"s3cret","x":"y"}' },
      "podium:registryCredentials must be an object of",
    ],
  ])("refuses malformed secrets without repeating them: %j", async (config, message) => {
    const reading = read(config as Record<string, string>);
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
});

async function imageOf(config: Record<string, string>): Promise<string> {
  const { image } = await read(config);
  return new Promise((resolve) => image.apply(resolve));
}
