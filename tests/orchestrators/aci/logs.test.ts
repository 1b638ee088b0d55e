import { describe, expect, it, vi } from "vitest";
import { connect } from "../../../src/orchestrators/aci/engine";
import { type Asked, linesOf, serve } from "../logs-fake";
import { clientOfFake } from "./fake";

// Nothing waits between two looks.
vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

describe("the log of a container group", () => {
  it("is requested again and again to follow it", async () => {
    const asked: Asked[] = [];
    const texts = ["one\ntwo\n", "one\ntwo\nthree\n"];
    const endpoint = await serve((each) => {
      asked.push(each);
      return JSON.stringify({ content: texts.length > 1 ? texts.shift() : texts[0] });
    });
    const connection = { subscription: "sub", location: "westeurope" };
    const engine = connect(connection, async (subscription) => clientOfFake(endpoint, subscription));
    expect(await linesOf(engine, "web/web", "web-0", { follow: true, tail: 1 }, 2)).toEqual(["two", "three"]);
    await linesOf(engine, "web/web", "web-0", { follow: false, tail: 7 });
    expect(asked.map(({ path }) => path)).toEqual(
      Array(3).fill(
        "/subscriptions/sub/resourceGroups/web/providers/Microsoft.ContainerInstance/containerGroups/web-0/containers/app/logs",
      ),
    );
    expect(asked.map(({ query }) => query["tail"])).toEqual([undefined, undefined, "7"]);
  });

  it("is empty when Azure returns none", async () => {
    const endpoint = await serve(() => "{}");
    const connection = { subscription: "sub", location: "westeurope" };
    const engine = connect(connection, async (subscription) => clientOfFake(endpoint, subscription));
    expect(await linesOf(engine, "web/web", "web-0", { follow: false })).toEqual([]);
  });
});
