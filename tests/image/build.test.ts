import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleImage } from "../../src/image/build";
import { resourcesOf } from "../program";

let context: string;
beforeAll(() => {
  context = mkdtempSync(join(tmpdir(), "podium-image-"));
  mkdirSync(join(context, "dist"));
  writeFileSync(join(context, "Dockerfile"), "FROM scratch\n");
  writeFileSync(join(context, "dist", "server.js"), "// one\n");
});
afterAll(() => rmSync(context, { recursive: true }));

const build = (changes = {}) =>
  resourcesOf(
    () => new SampleImage("podium", { registry: "localhost:5000", baseImage: "node", context, ...changes }),
  );

describe("the sample service's image", () => {
  it("is built once from the base image, and pushed once", async () => {
    const resources = await build();
    expect(resources.types.sort()).toEqual([
      "docker:index/registryImage:RegistryImage",
      "docker:index/remoteImage:RemoteImage",
      "podium:image:SampleImage",
      "pulumi:providers:docker",
    ]);
    expect(resources.only("docker:index/remoteImage:RemoteImage")).toMatchObject({
      name: expect.stringMatching(/^localhost:5000\/podium:[0-9a-f]{16}$/),
      build: { context, buildArgs: { BASE_IMAGE: "node" } },
    });
  });

  it("stays in the registry when a newer one is pushed, since deployments may still run it", async () => {
    const pushed = (await build()).only("docker:index/registryImage:RegistryImage");
    expect(pushed).toHaveProperty("keepRemotely", true);
  });

  it("keeps its name while its sources are unchanged, and gets a new one when they change", async () => {
    const nameOf = async (changes = {}) =>
      (await build(changes)).only("docker:index/remoteImage:RemoteImage")["name"];
    const before = await nameOf();
    expect(await nameOf()).toBe(before);
    expect(await nameOf({ baseImage: "other" })).not.toBe(before);
    expect(await nameOf({ platform: "linux/arm64" })).not.toBe(before);
    writeFileSync(join(context, "dist", "server.js"), "// two\n");
    expect(await nameOf()).not.toBe(before);
  });

  it("is pushed over plain HTTP only to a registry on this machine", async () => {
    expect((await build()).only("docker:index/registryImage:RegistryImage")).toHaveProperty(
      "insecureSkipVerify",
      true,
    );
    const remote = await build({ registry: "registry.example.com/team" });
    expect(remote.only("docker:index/registryImage:RegistryImage")).toHaveProperty(
      "insecureSkipVerify",
      false,
    );
    expect(remote.only("pulumi:providers:docker")).not.toHaveProperty("registryAuth");
  });
});
