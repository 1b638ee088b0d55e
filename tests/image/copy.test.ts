import { randomBytes } from "node:crypto";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { copyImage } from "../../src/image/copy";
import { parseImage } from "../../src/image/name";
import { Repository } from "../../src/image/repository";
import { FakeRegistry, LOGIN, type Options } from "./registry-fake";

let registries: FakeRegistry[] = [];
afterEach(() => {
  for (const registry of registries) registry.close();
  registries = [];
});

async function listen(options?: Options): Promise<FakeRegistry> {
  const registry = await FakeRegistry.listen(options);
  registries.push(registry);
  return registry;
}

const copy = (digest: string, from: FakeRegistry, to: FakeRegistry, login = LOGIN) =>
  copyImage(
    digest,
    new Repository(parseImage(from.repository), login),
    new Repository(parseImage(to.repository), login),
  );

const pushed = ({ requests }: FakeRegistry) => requests.filter(({ what }) => /^(POST|PATCH|PUT)/.test(what));

describe("copying an image", () => {
  it("preserves it byte for byte, under the same digest", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer one", randomBytes(200_000)]);
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
    expect(to.requests.at(-1)!.what).toBe(`GET manifests/${digest}`);
  });

  it("copies every platform of an index", async () => {
    const [from, to] = [await listen(), await listen()];
    const manifests = ["amd64", "arm64"].map((architecture) => ({
      digest: from.add([`for ${architecture}`, "shared"]),
      platform: { architecture, os: "linux" },
    }));
    const digest = from.addManifest("application/vnd.oci.image.index.v1+json", { manifests });
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
  });

  it("does nothing if the target has the image, even if the source is gone", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = to.add(["layer"]);
    from.close();
    await copy(digest, from, to);
    expect(to.requests.map(({ what }) => what)).toEqual([`HEAD manifests/${digest}`]);
  });

  it("skips layers that the target has", async () => {
    const [from, to] = [await listen(), await listen()];
    to.add(["shared"]);
    await copy(from.add(["shared", "new"]), from, to);
    expect(pushed(to).filter(({ what }) => what.startsWith("PATCH"))).toHaveLength(2);
  });

  it.each(["basic", "bearer"] as const)(
    "logs in to both registries if they require it: %s",
    async (scheme) => {
      const [from, to] = [await listen({ scheme }), await listen({ scheme })];
      const digest = from.add(["layer"]);
      await copy(digest, from, to);
      expect(to.content).toEqual(from.content);
    },
  );

  it("sends no login to the storage that a registry redirects downloads to", async () => {
    const storage = await listen();
    const from = await listen({ scheme: "basic", storage: () => storage.host });
    const to = await listen();
    const digest = from.add(["layer"]);
    for (const [key, content] of from.content) storage.content.set(key, content);
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
    expect(storage.requests.length).toBeGreaterThan(0);
    for (const { authorization } of storage.requests) expect(authorization).toBeUndefined();
  });

  it("sends no login to another host that a registry names for uploads", async () => {
    const [from, elsewhere] = [await listen(), await listen()];
    const to = await listen({ scheme: "basic", uploads: () => elsewhere.host });
    // The two hosts share no storage, so the registry finds the layers missing.
    await expect(copy(from.add(["layer"]), from, to)).rejects.toThrow("MANIFEST_BLOB_UNKNOWN");
    expect(pushed(elsewhere)).toHaveLength(4);
    for (const { authorization } of elsewhere.requests) expect(authorization).toBeUndefined();
  });

  it("rejects a manifest that does not match its digest, and pushes nothing", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    const other = from.content.get(`manifests/${from.add(["another"])}`)!;
    from.content.set(`manifests/${digest}`, other);
    await expect(copy(digest, from, to)).rejects.toThrow(
      new RegExp(`^${from.repository} returned sha256:[0-9a-f]{64}, but ${digest} was requested$`),
    );
    expect(pushed(to)).toEqual([]);
  });

  it("lets the registry reject a layer that does not match its digest", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    for (const [key, content] of from.content) {
      if (key.startsWith("blobs/")) from.content.set(key, { ...content, bytes: Buffer.from("forged") });
    }
    await expect(copy(digest, from, to)).rejects.toThrow(
      `${to.repository}: PUT /v2/podium/blobs/uploads/1 returned 400: DIGEST_INVALID content was rejected`,
    );
    expect(to.content.size).toBe(0);
  });

  it("fails if the target does not return what was pushed", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    const set = to.content.set.bind(to.content);
    to.content.set = (key, content) =>
      set(key, key.startsWith("manifests/") ? { ...content, bytes: Buffer.from("{}") } : content);
    await expect(copy(digest, from, to)).rejects.toThrow(`but ${digest} was requested`);
  });

  it.each(["basic", "bearer"] as const)(
    "names the registry that rejects a login, but never the login: %s",
    async (scheme) => {
      const [from, to] = [await listen(), await listen({ scheme })];
      const failure = copy(from.add(["layer"]), from, to, { username: "robot", password: "wr0ng" });
      await expect(failure).rejects.toThrow(to.host);
      await expect(failure).rejects.not.toThrow(/wr0ng|cm9ib3Q|Bearer/);
    },
  );

  it("reports that a registry requires a login if none is configured", async () => {
    const [from, to] = [await listen(), await listen({ scheme: "basic" })];
    const digest = from.add(["layer"]);
    const copied = copyImage(
      digest,
      new Repository(parseImage(from.repository)),
      new Repository(parseImage(to.repository)),
    );
    await expect(copied).rejects.toThrow(`${to.repository}: the registry requires a login`);
  });
});

describe("a repository", () => {
  // The pauses before a request is repeated, shortened.
  beforeAll(() => {
    const { setTimeout: schedule } = globalThis;
    vi.stubGlobal("setTimeout", (action: () => void, milliseconds: number) =>
      schedule(action, milliseconds / 50),
    );
    return () => vi.unstubAllGlobals();
  });

  it("repeats a request that a busy registry rejects", async () => {
    const from = await listen({ busy: 2 });
    const digest = from.add(["layer"]);
    const response = await new Repository(parseImage(from.repository), LOGIN).call(
      "GET",
      `manifests/${digest}`,
    );
    expect(response.status).toBe(200);
    expect(from.requests.map(({ what }) => what)).toHaveLength(3);
  });

  it("reports what a registry answers that stays busy", async () => {
    const from = await listen({ busy: 10 });
    const call = new Repository(parseImage(from.repository), LOGIN).call("GET", "manifests/1");
    await expect(call).rejects.toThrow("/v2/podium/manifests/1 returned 503");
  });

  it.each([
    ["localhost:5000/podium", "http://localhost:5000/v2/podium/manifests/1"],
    ["registry.example.com/team/podium", "https://registry.example.com/v2/team/podium/manifests/1"],
    ["registry.example.com:5000/podium", "https://registry.example.com:5000/v2/podium/manifests/1"],
    ["node", "https://registry-1.docker.io/v2/library/node/manifests/1"],
    ["docker.io/library/node", "https://registry-1.docker.io/v2/library/node/manifests/1"],
    ["team/podium", "https://registry-1.docker.io/v2/team/podium/manifests/1"],
  ])("named %s is reached at %s", (name, url) => {
    expect(new Repository(parseImage(name)).urlOf("manifests/1").href).toBe(url);
  });
});
