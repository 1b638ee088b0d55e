import { describe, expect, it } from "vitest";
import { type Asked, linesOf, READ, serve } from "../logs-fake";
import { engineAt } from "./agent";

describe("the log of an allocation", () => {
  async function agent(logs: Record<string, string>) {
    const requests: Asked["query"][] = [];
    const address = await serve(({ path, query }) => {
      requests.push(query);
      if (path !== "/v1/client/fs/logs/a1") return [404, "unknown allocation"];
      return query["follow"] === "true" ? { open: "later\n" } : (logs[query["type"]!] ?? "");
    });
    return { requests, nomad: engineAt({ address }) };
  }

  it("is stdout and then stderr", async () => {
    const { nomad, requests } = await agent({ stdout: "one\ntwo\n", stderr: "oh\n" });
    expect(await linesOf(nomad, "apps/web", "a1", READ)).toEqual(["one", "two", "oh"]);
    const common = { namespace: "apps", task: "app", plain: "true", origin: "start", follow: "false" };
    expect(requests).toEqual([
      { ...common, type: "stdout" },
      { ...common, type: "stderr" },
    ]);
  });

  it("is the last lines of each", async () => {
    const { nomad } = await agent({ stdout: "one\ntwo\n", stderr: "oh\n" });
    expect(await linesOf(nomad, "apps/web", "a1", { follow: false, tail: 1 })).toEqual(["two", "oh"]);
  });

  it("is followed from where it was read to, both at once", async () => {
    const { nomad, requests } = await agent({ stdout: "zwölf\n", stderr: "oh\n" });
    const lines = await linesOf(nomad, "apps/web", "a1", { follow: true, tail: 1 }, 4);
    expect(lines.sort()).toEqual(["later", "later", "oh", "zwölf"]);
    const offsets = requests
      .filter(({ follow }) => follow === "true")
      .map(({ type, offset }) => `${type} ${offset}`);
    expect(offsets.sort()).toEqual(["stderr 3", "stdout 7"]);
  });

  it("is an error if Nomad does not have it", async () => {
    const { nomad } = await agent({});
    await expect(linesOf(nomad, "apps/web", "gone", READ)).rejects.toThrow(
      "Nomad responds with status 404: unknown allocation",
    );
  });
});
