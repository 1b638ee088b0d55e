import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { copyImage } from "../../src/image/copy";
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
  copyImage(digest, new Repository(from.repository, login), new Repository(to.repository, login));

const pushed = ({ requests }: FakeRegistry) => requests.filter(({ what }) => /^(POST|PATCH|PUT)/.test(what));

describe("copying an image", () => {
  it("leaves it byte by byte as it was, under the same digest", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer one", randomBytes(200_000)]);
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
    expect(to.requests.at(-1)!.what).toBe(`GET manifests/${digest}`);
  });

  it("brings all platforms of an index", async () => {
    const [from, to] = [await listen(), await listen()];
    const manifests = ["amd64", "arm64"].map((architecture) => ({
      digest: from.add([`for ${architecture}`, "shared"]),
      platform: { architecture, os: "linux" },
    }));
    const digest = from.addManifest("application/vnd.oci.image.index.v1+json", { manifests });
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
  });

  it("does nothing where it is already, though its source may be gone", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = to.add(["layer"]);
    from.close();
    await copy(digest, from, to);
    expect(to.requests.map(({ what }) => what)).toEqual([`HEAD manifests/${digest}`]);
  });

  it("sends no layer that is there", async () => {
    const [from, to] = [await listen(), await listen()];
    to.add(["shared"]);
    await copy(from.add(["shared", "new"]), from, to);
    expect(pushed(to).filter(({ what }) => what.startsWith("PATCH"))).toHaveLength(2);
  });

  it.each(["basic", "bearer"] as const)("logs in to both where they ask for it: %s", async (asks) => {
    const [from, to] = [await listen({ asks }), await listen({ asks })];
    const digest = from.add(["layer"]);
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
  });

  it("hands no login to where a registry keeps its layers", async () => {
    const storage = await listen();
    const from = await listen({ asks: "basic", storage: () => storage.host });
    const to = await listen();
    const digest = from.add(["layer"]);
    for (const [key, content] of from.content) storage.content.set(key, content);
    await copy(digest, from, to);
    expect(to.content).toEqual(from.content);
    expect(storage.requests.length).toBeGreaterThan(0);
    for (const { authorization } of storage.requests) expect(authorization).toBeUndefined();
  });

  it("hands no login to where a registry wants the layers", async () => {
    const [from, elsewhere] = [await listen(), await listen()];
    const to = await listen({ asks: "basic", uploads: () => elsewhere.host });
    // The two know nothing of each other, so the registry will miss what is elsewhere.
    await expect(copy(from.add(["layer"]), from, to)).rejects.toThrow("MANIFEST_BLOB_UNKNOWN");
    expect(pushed(elsewhere)).toHaveLength(4);
    for (const { authorization } of elsewhere.requests) expect(authorization).toBeUndefined();
  });

  it("refuses a manifest that is not what its digest says, and pushes nothing", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    const other = from.content.get(`manifests/${from.add(["another"])}`)!;
    from.content.set(`manifests/${digest}`, other);
    await expect(copy(digest, from, to)).rejects.toThrow(
      new RegExp(`^${from.repository} answers sha256:[0-9a-f]{64} where ${digest} was asked for$`),
    );
    expect(pushed(to)).toEqual([]);
  });

  it("lets the registry refuse a layer that is not what its digest says", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    for (const [key, content] of from.content) {
      if (key.startsWith("blobs/")) from.content.set(key, { ...content, bytes: Buffer.from("forged") });
    }
    await expect(copy(digest, from, to)).rejects.toThrow(
      `${to.repository}: PUT /v2/podium/blobs/uploads/1 answers 400: DIGEST_INVALID says the registry`,
    );
    expect(to.content.size).toBe(0);
  });

  it("believes the copy only when it has seen it", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    const set = to.content.set.bind(to.content);
    to.content.set = (key, content) =>
      set(key, key.startsWith("manifests/") ? { ...content, bytes: Buffer.from("{}") } : content);
    await expect(copy(digest, from, to)).rejects.toThrow(`where ${digest} was asked for`);
  });

  it.each(["basic", "bearer"] as const)("says who refuses a login, and not with what: %s", async (asks) => {
    const [from, to] = [await listen(), await listen({ asks })];
    const failure = copy(from.add(["layer"]), from, to, { username: "robot", password: "wr0ng" });
    await expect(failure).rejects.toThrow(to.host);
    await expect(failure).rejects.not.toThrow(/wr0ng|cm9ib3Q|Bearer/);
  });

  it("says that a registry asks for a login where there is none", async () => {
    const [from, to] = [await listen(), await listen({ asks: "basic" })];
    const digest = from.add(["layer"]);
    const copied = copyImage(digest, new Repository(from.repository), new Repository(to.repository));
    await expect(copied).rejects.toThrow(`${to.repository}: the registry asks for a login`);
  });
});

describe("a repository", () => {
  const urlOf = async (name: string) => {
    const asked: string[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = async (url) => {
      asked.push(String(url));
      return new Response();
    };
    await new Repository(name).call("GET", "manifests/1").finally(() => (globalThis.fetch = original));
    return asked[0];
  };

  it.each([
    ["localhost:5000/podium", "http://localhost:5000/v2/podium/manifests/1"],
    ["registry.example.com/team/podium", "https://registry.example.com/v2/team/podium/manifests/1"],
    ["registry.example.com:5000/podium", "https://registry.example.com:5000/v2/podium/manifests/1"],
    ["node", "https://registry-1.docker.io/v2/library/node/manifests/1"],
    ["docker.io/library/node", "https://registry-1.docker.io/v2/library/node/manifests/1"],
    ["team/podium", "https://registry-1.docker.io/v2/team/podium/manifests/1"],
  ])("called %s is asked at %s", async (name, url) => {
    expect(await urlOf(name)).toBe(url);
  });
});
