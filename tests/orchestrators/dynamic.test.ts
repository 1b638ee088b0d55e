import { beforeAll, describe, expect, it } from "vitest";
import { changedKeys, unfinished } from "../../src/orchestrators/dynamic";
import * as examples from "./dynamic/examples";
import { serialized } from "./serialized";

describe("changedKeys", () => {
  const olds = { app: { id: "/web", env: { A: "1" } }, url: "a", rollback: true };

  it("returns the keys with different values, in their order", () => {
    const news = { app: { id: "/web", env: { A: "2" } }, url: "a", rollback: false };
    expect(changedKeys(olds, news, "rollback", "url", "app")).toEqual(["rollback", "app"]);
    expect(changedKeys(olds, structuredClone(olds), "rollback", "url", "app")).toEqual([]);
  });

  it("ignores other keys", () => {
    expect(changedKeys({ url: "a", __provider: "old" }, { url: "a", __provider: "new" }, "url")).toEqual([]);
  });
});

describe("unfinished", () => {
  it("returns an error with everything that Pulumi keeps", () => {
    const error = unfinished("/web", { url: "a" }, new TypeError("no tasks"));
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, message: error.message }).toEqual({
      message: "no tasks",
      id: "/web",
      properties: { url: "a" },
      reasons: ["no tasks"],
    });
  });
});

describe("a dynamic provider that Pulumi has serialized", () => {
  const SURVIVE = [
    "functionFromAnotherModule",
    "constants",
    "namedImportFromNode",
    "namespaceImportFromNode",
    "sharedHelpers",
  ] as const;
  const LOST = [
    "defaultImportFromNode",
    "modulesOfTheSameName",
    "importFromPackage",
    "set",
    "variableThatChanges",
    "classWithFields",
    "classThatExtendsError",
  ] as const;
  /** What each example returns, or its error. */
  const outcomes: Record<string, unknown> = {};

  beforeAll(async () => {
    const names = [...SURVIVE, ...LOST];
    const revived = await serialized<() => boolean | Promise<boolean>>(
      "tests/orchestrators/dynamic/examples.ts",
      ...names,
    );
    for (const [index, name] of names.entries()) {
      try {
        outcomes[name] = await revived[index]!()();
      } catch (error) {
        outcomes[name] = error;
      }
    }
  }, 60_000);

  it.each(SURVIVE)("keeps: %s", (name) => {
    expect(examples[name]()).toBe(true);
    expect(outcomes[name]).toBe(true);
  });

  // If one of these fails, Pulumi or the compiler has learnt it: correct the comment in dynamic.ts.
  it.each(LOST)("loses: %s", async (name) => {
    expect(await examples[name]()).toBe(true);
    expect(outcomes[name]).not.toBe(true);
  });
});
