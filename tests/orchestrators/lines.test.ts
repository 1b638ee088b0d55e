import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { lastLines, linesOf, newLines, snapshots, splitLines } from "../../src/orchestrators/lines";
import { merge } from "../../src/orchestrators/merge";
import { countTurns } from "../clock";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("lines", () => {
  it("end with line breaks, of which the last one begins no other line", () => {
    expect(splitLines("a\r\nb\n\nc\n")).toEqual(["a", "b", "", "c"]);
    expect(splitLines("a")).toEqual(["a"]);
    expect(splitLines("")).toEqual([]);
    expect(lastLines("a\nb\nc\n", 2)).toEqual(["b", "c"]);
    expect(lastLines("a\nb\n")).toEqual(["a", "b"]);
  });

  it("are put together from pieces, characters included", async () => {
    const bytes = Buffer.from("eins\nzwölf\n");
    const pieces = [...bytes].map((byte) => Buffer.from([byte]));
    expect(await all(linesOf(Readable.from(pieces)))).toEqual(["eins", "zwölf"]);
  });

  it("do not hide that a stream has broken", async () => {
    const broken = Readable.from(
      (async function* () {
        yield "one\n";
        throw new Error("the connection is lost");
      })(),
    );
    await expect(all(linesOf(broken))).rejects.toThrow("the connection is lost");
  });
});

describe("what is new in a log", () => {
  const many = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

  it.each([
    ["nothing", many(0, 3), many(0, 3), []],
    ["what comes after", many(0, 3), many(0, 5), ["line 3", "line 4"]],
    ["the same line again", ["a"], ["a", "a"], ["a"]],
    ["what comes after, where the beginning was lost", many(0, 50), many(30, 53), many(50, 53)],
    ["all, where the log has begun anew", ["started", "old"], ["started"], ["started"]],
    ["all, where nothing was before", [], ["a"], ["a"]],
  ])("is %s", (_what, before, now, expected) => {
    expect(newLines(before, now)).toEqual(expected);
  });
});

describe("a log that is only told as it is now", () => {
  beforeAll(() => countTurns());

  it("is read once, and cut where the engine does not", async () => {
    const asked: unknown[] = [];
    const read = async (tail?: number) => {
      asked.push(tail);
      return "a\nb\nc\n";
    };
    expect(await all(snapshots(read, { follow: false, tail: 2 }))).toEqual(["b", "c"]);
    expect(await all(snapshots(read, { follow: false }))).toEqual(["a", "b", "c"]);
    expect(asked).toEqual([2, undefined]);
  });

  it("is followed by looking again, until nobody wants more", async () => {
    const stop = new AbortController();
    const texts = ["a\nb\n", "a\nb\n", "a\nb\nc\n"];
    const read = async () => {
      if (texts.length === 1) stop.abort();
      return texts.shift()!;
    };
    expect(await all(snapshots(read, { follow: true, tail: 1, signal: stop.signal }))).toEqual(["b", "c"]);
  });
});

describe("merging", () => {
  async function* after(milliseconds: number, ...items: string[]) {
    for (const item of items) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      yield item;
    }
  }

  it("gives what each source gives, as it comes", async () => {
    expect(await all(merge([after(60, "c"), after(10, "a", "b")]))).toEqual(["a", "b", "c"]);
    expect(await all(merge([]))).toEqual([]);
  });

  it("ends with the first error", async () => {
    const broken = (async function* () {
      yield* after(10, "a");
      throw new Error("broken");
    })();
    await expect(all(merge([broken, after(1000, "late")]))).rejects.toThrow("broken");
  });
});
