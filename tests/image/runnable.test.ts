import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { platformsOf } from "../../src/image/platforms";
import { Repository } from "../../src/image/repository";
import { type Cloud, onceRunnable } from "../../src/image/runnable";
import { expectFailedOutputs, promiseOf } from "../failures";
import { FakeRegistry, LOGIN } from "./registry-fake";

const INDEX = "application/vnd.oci.image.index.v1+json";

let registry: FakeRegistry;
beforeEach(async () => void (registry = await FakeRegistry.listen({ scheme: "bearer" })));
afterEach(() => registry.close());

const platform = (architecture: string) => ({
  digest: registry.add([architecture]),
  platform: { os: "linux", architecture },
});

describe("the platforms of an image", () => {
  const found = (digest: string) =>
    platformsOf(digest, new Repository({ registry: registry.host, repository: "podium" }, LOGIN));

  it("are those that its index names, apart from attestations", async () => {
    const manifests = [platform("amd64"), platform("arm64"), platform("unknown")];
    const index = registry.addManifest(INDEX, { manifests });
    expect(await found(index)).toEqual(["linux/amd64", "linux/arm64"]);
  });

  it("is the one of its configuration if it has no index", async () => {
    expect(await found(registry.add(["layer"]))).toEqual(["linux/amd64"]);
  });
});

describe("an image for a cloud", () => {
  expectFailedOutputs();
  const CLOUD: Cloud = {
    name: "The cloud",
    architecture: "amd64",
    isCopied: true,
    registryRemedy: "Copy it.",
    platformRemedy: "Build it again.",
  };

  const ACCEPTED = { resources: [], isSecret: false };

  /** What a program gets. */
  async function outcome(image: string, changes: Partial<Cloud> = {}, isPreview = false) {
    const mocks = { newResource: () => ({ id: "1", state: {} }), call: () => ({}) };
    await pulumi.runtime.setMocks(mocks, "test", "dev", isPreview);
    const credentials = { ...LOGIN, password: pulumi.secret(LOGIN.password), server: registry.host };
    const output = onceRunnable(image, { ...CLOUD, credentials, ...changes });
    return { resources: await promiseOf<pulumi.Resource[]>(output), isSecret: await pulumi.isSecret(output) };
  }

  it("holds nothing back if the cloud can run it, and is no secret", async () => {
    const image = `${registry.repository}@${registry.add(["layer"])}`;
    expect(await outcome(image)).toEqual(ACCEPTED);
  });

  it("is refused if none of its platforms is the cloud's", async () => {
    const manifests = [platform("arm64"), platform("s390x")];
    const image = `${registry.repository}@${registry.addManifest(INDEX, { manifests })}`;
    await expect(outcome(image)).rejects.toThrow(
      `The image ${image} is for linux/arm64, linux/s390x, but The cloud is to run it on linux/amd64. Build it again.`,
    );
    expect(await outcome(image, { architecture: "arm64" })).toEqual(ACCEPTED);
  });

  it("is refused in a registry on this machine unless it is copied", async () => {
    const image = `${registry.repository}@${registry.add(["layer"])}`;
    await expect(outcome(image, { isCopied: false })).rejects.toThrow(
      `The image ${image} is in a registry on this machine, which The cloud cannot reach. Copy it.`,
    );
    expect(registry.requests).toEqual([]);
  });

  it("is accepted, with a warning, if its registry cannot be read from here", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const image = `${registry.repository}@sha256:${"a".repeat(64)}`;
    expect(await outcome(image)).toEqual(ACCEPTED);
    expect(warn.mock.calls[0]![0]).toMatch(/^It is not known which processors .* is for: .*returned 404/);
    warn.mockRestore();
  });

  it("is not looked at in a preview", async () => {
    const image = `${registry.repository}@sha256:${"a".repeat(64)}`;
    expect(await outcome(image, { isCopied: false }, true)).toEqual(ACCEPTED);
    expect(registry.requests).toEqual([]);
  });
});
