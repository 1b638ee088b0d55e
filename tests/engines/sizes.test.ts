import { afterEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../src/docker/client";
import { describeSizes, downloadSize, sizeIn } from "../../src/engines/sizes";
import { fakeDocker } from "../docker";
import { fakeCompose } from "./support/docker";

afterEach(() => vi.unstubAllEnvs());

/** As `docker manifest inspect --verbose` prints it. */
const variant = (architecture: string, ...sizes: number[]) => ({
  Descriptor: { platform: { architecture, os: "linux" } },
  OCIManifest: { layers: sizes.map((size) => ({ size })) },
});

describe("what has to be downloaded for an image", () => {
  it("is the size of all layers of the variant for this machine", () => {
    const text = JSON.stringify([variant("amd64", 10, 20), variant("arm64", 5)]);
    expect(sizeIn(text, "amd64")).toBe(30);
    expect(sizeIn(text, "arm64")).toBe(5);
    expect(sizeIn(JSON.stringify({ SchemaV2Manifest: { layers: [{ size: 7 }] } }), "amd64")).toBe(7);
    expect(sizeIn("no manifest", "amd64")).toBeUndefined();
  });

  it("is nothing if Docker has it, and otherwise what its registry says", async () => {
    const { port } = await fakeDocker({ "GET /images/example/hill:1/json": {} });
    const docker = await connect({ host: `tcp://127.0.0.1:${port}` });
    fakeCompose({ manifest: `echo '${JSON.stringify(variant("amd64", 30))}'` });
    expect(await downloadSize(docker, "example/hill:1", "amd64")).toBe(0);
    expect(await downloadSize(docker, "example/dale:1", "amd64")).toBe(30);
    fakeCompose({ manifest: "exit 1" });
    expect(await downloadSize(docker, "example/dale:1", "amd64")).toBeUndefined();
  });

  it.each([
    [[120e6, 40e6, 0], "about 160 MB"],
    [[0, 0], "nothing, since all images are here"],
    [[120e6, undefined], "about 120 MB, and more of an unknown size"],
    [[undefined], "a size that the registries do not say"],
  ])("is put into words: %j", (sizes, words) => expect(describeSizes(sizes)).toBe(words));
});
