import { describe, expect, it } from "vitest";
import { readEnvFile, readRawEnvFile } from "../../src/import/compose/envFile";
import { Secrets } from "../../src/import/secrets";

const read = (text: string) =>
  Object.fromEntries(
    readEnvFile(text, "app.env", (name) => ({ OUTER: "outer" })[name], {
      secrets: new Secrets(),
      missing: new Set(),
    }),
  );

// https://docs.docker.com/reference/compose-file/services/#env_file-format
describe("a file of environment variables", () => {
  it.each([
    ["# comment\n\n  # another\nA=1", { A: "1" }],
    ["A=VAL", { A: "VAL" }],
    ['A="VAL"', { A: "VAL" }],
    ["A='VAL'", { A: "VAL" }],
    ["A=VAL # comment", { A: "VAL" }],
    ["A=VAL# not a comment", { A: "VAL# not a comment" }],
    ['A="VAL # not a comment"', { A: "VAL # not a comment" }],
    ['A="VAL" # comment', { A: "VAL" }],
    ["A='$OUTER'", { A: "$OUTER" }],
    ["A='${OUTER}'", { A: "${OUTER}" }],
    ["A=$OUTER-${OUTER}", { A: "outer-outer" }],
    ['A="${OUTER}"', { A: "outer" }],
    ["A='Let\\'s go!'", { A: "Let's go!" }],
    ['A="{\\"hello\\": \\"json\\"}"', { A: '{"hello": "json"}' }],
    ['A="some\\tvalue"', { A: "some\tvalue" }],
    ["A='some\\tvalue'", { A: "some\\tvalue" }],
    ["A=some\\tvalue", { A: "some\\tvalue" }],
    ['A="\\$OUTER"', { A: "$OUTER" }],
    ["A=\nB=2", { A: "", B: "2" }],
    ["A\nB=2", { A: undefined, B: "2" }],
    ["export A=1\r\n  B = 2 \r\n", { A: "1", B: "2" }],
    ["A: 1", { A: "1" }],
    ["A=1\nB=$A", { A: "1", B: "1" }],
    ['A="two\nlines"\nB=1', { A: "two\nlines", B: "1" }],
    ["A=a=b", { A: "a=b" }],
    ["\uFEFFA=1", { A: "1" }],
    ["", {}],
  ])("%j is %j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ["A=1\n?=s3cret", "app.env, line 2: is not NAME=VALUE, a comment or empty"],
    ["\nA='s3cret", "app.env, line 2: has a quote that does not end"],
    ['A="s3cret" s3cret', "app.env, line 1: has text after the closing quote"],
    ["A=${B:?is needed}", "app.env, line 1: A requires the variable B: is needed"],
  ])("%j is refused, with its line and without its content", (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow("s3cret");
  });

  it("is taken as it is in the format raw", () => {
    expect([...readRawEnvFile("# no\nA='$B' # yes\nC\r\nD=\n")]).toEqual([
      ["A", "'$B' # yes"],
      ["C", undefined],
      ["D", ""],
    ]);
  });
});
