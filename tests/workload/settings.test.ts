import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseSettings, type Settings } from "../../src/workload/settings";
import { integer, oneOf, text } from "../../src/workload/values";

const settings = {
  size: { value: integer(1, 5).default(2), default: "`2`", description: "how large" },
  kind: { value: oneOf("a", "b").default("a"), default: "`a`", description: "which kind" },
  url: {
    key: "other:url",
    value: text(/^https:/, "must be a URL").optional(),
    default: "none",
    description: "",
  },
  note: { value: z.string().optional(), default: "none", description: "" },
} satisfies Settings;

const parse = (config: Record<string, string>) => parseSettings("podium-x", settings, config);

describe("an orchestrator's own settings", () => {
  it("have defaults, and ignore what belongs to others", () => {
    expect(parse({ "podium:replicas": "3", "aws:region": "x" })).toEqual({ size: 2, kind: "a" });
  });

  it("are read from the project's keys, or from a key of their own", () => {
    expect(parse({ "podium-x:size": "4", "podium-x:note": "n", "other:url": "https://e" })).toEqual({
      size: 4,
      kind: "a",
      note: "n",
      url: "https://e",
    });
  });

  it("do not repeat a long value, which can be a file with credentials", () => {
    expect(() => parse({ "podium-x:kind": "apiVersion: v1\nusers: [{token: t0ken}]" })).toThrow(
      'podium-x:kind must be a or b, got "[a long value]"',
    );
  });

  it("repeat a value of 200 characters, and no longer one", () => {
    expect(() => parse({ "podium-x:kind": "c".repeat(200) })).toThrow(`got "${"c".repeat(200)}"`);
    expect(() => parse({ "podium-x:kind": "c".repeat(201) })).toThrow('got "[a long value]"');
  });

  it("report every wrong value and every unknown key, without passwords", () => {
    const config = {
      "podium-x:size": "9",
      "podium-x:kind": "c",
      "other:url": "http://u:pa55@e/",
      "podium-x:nope": "1",
    };
    expect(() => parse(config)).toThrow(
      [
        "podium-x:size must be an integer from 1 to 5, got 9. Change it: `pulumi config set podium-x:size VALUE`",
        'podium-x:kind must be a or b, got "c". Change it: `pulumi config set podium-x:kind VALUE`',
        'other:url must be a URL, got "http://e/". Change it: `pulumi config set other:url VALUE`',
        "podium-x:nope is not a setting of this stack, which has podium-x:size, podium-x:kind, other:url, podium-x:note. " +
          "Remove it: `pulumi config rm podium-x:nope`",
      ].join("\n"),
    );
  });
});
