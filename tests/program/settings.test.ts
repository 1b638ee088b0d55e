import { describe, expect, it } from "vitest";
import { readSettings, type StackSettings } from "../../src/program/settings";
import { record } from "../../src/plan/record";
import { IMAGE } from "../program";

async function read(config: Record<string, string>, stack = "dev"): Promise<StackSettings> {
  return (await record({ project: "test", stack, config }, () => readSettings({ publicPort: 8085 }))).result;
}

describe("a stack's settings", () => {
  it("need no configuration", async () => {
    const { workload } = await read({});
    expect(workload).toMatchObject({ name: "podium-dev", replicas: 2, publicPort: 8085 });
  });

  it("are named after the stack, so that two of them live side by side", async () => {
    expect((await read({}, "Blue_Green.2")).workload.name).toBe("podium-blue-green-2");
    const one = (await read({}, "a-very-long-stack-1")).workload.name;
    const two = (await read({}, "a-very-long-stack-2")).workload.name;
    expect(one).toMatch(/^podium-a-very-[0-9a-f]{5}$/);
    expect(two).not.toBe(one);
  });

  it("come from the keys podium:* alone", async () => {
    const { workload } = await read({
      "podium:replicas": "5",
      "podium:update": '{"surge":2}',
      "aws:region": "eu-west-1",
    });
    expect(workload).toMatchObject({ replicas: 5, update: { surge: 2, parallelism: 1 } });
  });

  it("refuse a key that the contract does not have", async () => {
    await expect(read({ "podium:replcas": "5" })).rejects.toThrow(
      "podium:replcas is set; allowed is not to set it, since the contract has no such key. " +
        "Remove it with: pulumi config rm podium:replcas",
    );
  });

  it("hold secrets as secrets", async () => {
    const { workload } = await read({ "podium:secrets": '{"API_KEY":"s3cret"}' });
    const secret = workload.secrets["API_KEY"] as unknown as { isSecret: Promise<boolean> };
    expect(await secret.isSecret).toBe(true);
  });

  it.each([
    [{ "podium:secrets": "s3cret" }, "podium:secrets"],
    [{ "podium:registryCredentials": '{"server":"r","username":"u"}' }, "podium:registryCredentials"],
    [
      { "podium:registryCredentials": '{"server":"r","username":"u","password":"s3cret","x":"y"}' },
      "podium:registryCredentials",
    ],
  ])("refuse malformed secrets without repeating them: %j", async (config, key) => {
    await expect(read(config as Record<string, string>)).rejects.toThrow(`${key} is "[secret]"`);
  });

  it("take the image of the stack that has built it", async () => {
    expect((await imageOf({})).startsWith("localhost:5000/podium@sha256:")).toBe(true);
  });

  it("take the user's own image, by digest only", async () => {
    expect(await imageOf({ "podium:image": IMAGE })).toBe(IMAGE);
    await expect(imageOf({ "podium:image": "nginx:1.29" })).rejects.toThrow(
      /podium:image is "nginx:1.29"; allowed is an image by digest/,
    );
  });
});

async function imageOf(config: Record<string, string>): Promise<string> {
  const { image } = await read(config);
  return new Promise((resolve) => image.apply(resolve));
}
