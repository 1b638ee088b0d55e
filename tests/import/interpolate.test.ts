import { describe, expect, it } from "vitest";
import { interpolate } from "../../src/import/compose/interpolate";
import { Secrets } from "../../src/import/secrets";

const VALUES: Record<string, string> = { SET: "value", EMPTY: "", API_KEY: "s3cret" };

function interpolated(text: string) {
  const met = { secrets: new Secrets(), missing: new Set<string>() };
  return { result: interpolate(text, (name) => VALUES[name], met), ...met };
}

// https://docs.docker.com/reference/compose-file/interpolation/
describe("a variable in a Compose file", () => {
  it.each([
    ["$SET and ${SET}", "value and value"],
    ["a${SET}b$SET-c", "avalueb" + "value-c"],
    ["${UNSET:-default}", "default"],
    ["${EMPTY:-default}", "default"],
    ["${SET:-default}", "value"],
    ["${UNSET-default}", "default"],
    ["${EMPTY-default}", ""],
    ["${SET-default}", "value"],
    ["${UNSET:+other}", ""],
    ["${EMPTY:+other}", ""],
    ["${SET:+other}", "other"],
    ["${UNSET+other}", ""],
    ["${EMPTY+other}", "other"],
    ["${SET:?err}", "value"],
    ["${EMPTY?err}", ""],
    ["${UNSET:-${SET}}", "value"],
    ["${UNSET:-${EMPTY:-default}}", "default"],
    ["${UNSET:-a ${SET} b}", "a value b"],
    ["$$SET", "$SET"],
    ["$${SET}", "${SET}"],
    ["$$$SET", "$value"],
    ["100$", "100$"],
    ["$1 $-", "$1 $-"],
    ["${UNSET:-}", ""],
    ["${UNSET:-{a}", "{a"],
  ])("%s is %j", (text, expected) => {
    const { result, missing } = interpolated(text);
    expect(result).toBe(expected);
    expect([...missing]).toEqual([]);
  });

  it("is named if it is missing, and is empty", () => {
    const { result, missing } = interpolated("[$UNSET][${OTHER}]");
    expect(result).toBe("[][]");
    expect([...missing]).toEqual(["UNSET", "OTHER"]);
  });

  it.each([
    ["${UNSET:?}", "requires the variable UNSET. Set it in the environment or in .env"],
    ["${EMPTY:?is needed}", "requires the variable EMPTY: is needed. Set it"],
    ["${UNSET?$SET}", "requires the variable UNSET: value. Set it"],
    ["${UNSET?not $API_KEY}", "requires the variable UNSET: [secret]. Set it"],
    ["${SET", "has ${ without }"],
    ["${SET/a/b}", "has a substitution that Compose does not know"],
    ["${}", "has a substitution that Compose does not know"],
  ])("is refused: %s", (text, message) => {
    expect(() => interpolated(text)).toThrow(message);
  });

  it("is remembered as secret by its name, wherever the value appears", () => {
    expect(interpolated("$API_KEY").secrets.isIn("x-s3cret-y")).toBe(true);
    expect(interpolated("${DB_PASSWORD:-changeme}").secrets.isIn("changeme")).toBe(true);
    expect(interpolated("$SET").secrets.isIn("value")).toBe(false);
  });
});
