import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeImage } from "../../src/image/describe";
import { Repository } from "../../src/image/repository";
import { FakeRegistry, LOGIN } from "./registry-fake";

const INDEX = "application/vnd.oci.image.index.v1+json";

let registry: FakeRegistry;
beforeEach(async () => void (registry = await FakeRegistry.listen({ scheme: "bearer" })));
afterEach(() => registry.close());

describe("an image's own configuration", () => {
  const described = (reference: string) =>
    describeImage(reference, new Repository({ registry: registry.host, repository: "podium" }, LOGIN));

  it("is found by tag, with the digest that the tag means, and by that digest", async () => {
    const digest = registry.addConfigured({ User: "101" }, { tag: "1.29" });
    const expected = { digest, platform: "linux/amd64", config: { User: "101" } };
    expect(await described("1.29")).toEqual(expected);
    expect(await described(digest)).toEqual(expected);
  });

  const platform = (architecture: string, os = "linux") => ({
    digest: registry.addConfigured({ User: architecture }, { os, architecture }),
    platform: { os, architecture },
  });

  it.each([
    [["arm64", "amd64"], "amd64"],
    [["unknown", "s390x", "arm64"], "s390x"],
  ])("is that of one platform in an index of %j, whose digest counts: %s", async (architectures, chosen) => {
    const manifests = [platform("amd64", "windows"), ...architectures.map((each) => platform(each))];
    const digest = registry.addManifest(INDEX, { manifests });
    registry.tag(digest, "latest");
    expect(await described("latest")).toEqual({
      digest,
      platform: `linux/${chosen}`,
      config: { User: chosen },
    });
  });

  it("is refused if the image is not for Linux", async () => {
    registry.tag(registry.addManifest(INDEX, { manifests: [platform("amd64", "windows")] }), "index");
    await expect(described("index")).rejects.toThrow(/has no image for Linux in sha256:/);
    registry.addConfigured({}, { tag: "single", os: "windows" });
    await expect(described("single")).rejects.toThrow("is for windows, not for Linux");
  });

  it("is refused if the manifest is older than OCI's", async () => {
    registry.tag(registry.addManifest("application/vnd.docker.distribution.manifest.v1+json", {}), "old");
    await expect(described("old")).rejects.toThrow("has no configuration in sha256:");
  });

  it("is refused if the content is not that of the digest", async () => {
    const digest = registry.addConfigured({ User: "1" });
    registry.content.set(
      `manifests/${digest}`,
      registry.content.get(`manifests/${registry.addConfigured({})}`)!,
    );
    await expect(described(digest)).rejects.toThrow(`but ${digest} was requested`);
  });
});
