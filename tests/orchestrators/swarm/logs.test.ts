import { describe, expect, it, vi } from "vitest";
import { connect as connectTo } from "../../../src/docker/client";
import { connect } from "../../../src/orchestrators/swarm/engine";
import { linesOf, READ, serve } from "../logs-fake";
import { manager } from "./fake";

vi.mock("../../../src/docker/client", { spy: true });

/** One of Docker's frames: 1 is stdout, 2 is stderr. */
const frame = (stream: 1 | 2, text: string) =>
  String.fromCharCode(stream, 0, 0, 0, 0, 0, 0, Buffer.byteLength(text)) + text;

describe("the log of a task", () => {
  const withLog = (reply: string | number) => manager({ "GET /tasks/t1/logs": reply });

  it.each([READ, { follow: true }])("comes without Docker's frames: %j", async (options) => {
    const { engine, calls } = await withLog(
      frame(1, "one\n") + frame(2, "two\n") + frame(1, "th") + frame(1, "ree\n"),
    );
    expect(await linesOf(engine, "web", "t1", options)).toEqual(["one", "two", "three"]);
    expect(calls[0]!.query).toMatchObject({ stdout: "true", stderr: "true", follow: String(options.follow) });
  });

  it("is followed until it is aborted", async () => {
    const host = (await serve(() => ({ open: frame(1, "one\n") }))).replace("http:", "tcp:");
    expect(await linesOf(connect({ host }), "web", "t1", { follow: true }, 1)).toEqual(["one"]);
  });

  it("is followed by a client that waits for any length of time", async () => {
    const { engine, host } = await withLog("");
    vi.mocked(connectTo).mockClear();
    for (const follow of [true, false, true]) await linesOf(engine, "web", "t1", { follow });
    expect(vi.mocked(connectTo).mock.calls).toEqual([[{ host, timeout: 0 }], [{ host }]]);
  });

  it("is read from the end if a number of lines is given", async () => {
    const { engine, calls } = await withLog(frame(1, "last\n"));
    await linesOf(engine, "web", "t1", { follow: false, tail: 1 });
    await linesOf(engine, "web", "t1", READ);
    expect(calls.map(({ query }) => query["tail"])).toEqual(["1", "all"]);
  });

  it("is an error when Docker has none", async () => {
    const { engine } = await withLog(404);
    await expect(linesOf(engine, "web", "t1", READ)).rejects.toThrow(/404/);
  });
});
