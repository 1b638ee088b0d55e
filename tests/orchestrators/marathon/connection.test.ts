import { afterEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/common/errors";
import { marathon } from "../../../src/orchestrators/marathon";
import { InvalidConfig } from "../../../src/workload/problems";

afterEach(() => vi.unstubAllEnvs());

const KEY = "podium-marathon:url";
const RULE =
  "must be http://HOST:PORT or https://HOST:PORT, without a user and a password, which belong in MARATHON_USER and " +
  "MARATHON_PASSWORD";
const connectionOf = (config: Record<string, string> = {}, variable = "") => {
  vi.stubEnv("MARATHON_URL", variable);
  return marathon.connectionOf(config);
};
const errorOf = (config: Record<string, string>, variable?: string): Error => {
  try {
    connectionOf(config, variable);
  } catch (error) {
    return error as Error;
  }
  return expect.fail("should have failed");
};

describe("the connection to Marathon", () => {
  it("comes from the configuration, then from MARATHON_URL, then from the default", () => {
    const config = { [KEY]: "https://one.example.com/marathon" };
    expect(connectionOf(config, "http://two:8080")).toEqual({ url: "https://one.example.com/marathon" });
    expect(connectionOf({}, "http://two:8080")).toEqual({ url: "http://two:8080" });
    expect(connectionOf({}, "")).toEqual({ url: "http://localhost:8080" });
  });

  it("is the same with and without a slash at the end", () => {
    expect(connectionOf({ [KEY]: "http://one:8080//" })).toEqual({ url: "http://one:8080" });
    expect(connectionOf({}, "http://two:8080/")).toEqual({ url: "http://two:8080" });
  });

  it("names the key or the variable with a wrong URL", () => {
    const error = errorOf({ [KEY]: "localhost:8080" });
    expect(error).toBeInstanceOf(InvalidConfig);
    expect(error.message).toBe(
      `${KEY} ${RULE}, got "localhost:8080". Change it: \`pulumi config set ${KEY} VALUE\``,
    );
    const other = errorOf({}, "localhost:8080");
    expect(other).toBeInstanceOf(Failure);
    expect(other.message).toBe(`MARATHON_URL ${RULE}, got "localhost:8080"`);
    expect(errorOf({ [KEY]: "" }, "http://two:8080").message).toContain(`${KEY} must be`);
  });

  it("ignores a wrong variable if the configuration has a URL", () => {
    expect(connectionOf({ [KEY]: "http://one:8080" }, "two")).toEqual({ url: "http://one:8080" });
  });

  it.each([
    "http://robot:s3cret@one:8080",
    "http://s3cret@one:8080",
    "robot:s3cret@one:8080",
    "http://one:8080/?token=s3cret",
    "http://one:8080/#s3cret",
  ])("refuses %s without repeating what is secret", (url) => {
    for (const error of [errorOf({ [KEY]: url }), errorOf({}, url)]) {
      expect(error.message).toContain('got "[secret]"');
      expect(error.message).not.toContain("s3cret");
    }
  });

  it("accepts an at sign in a path", () => {
    expect(connectionOf({ [KEY]: "http://one:8080/@blue" })).toEqual({ url: "http://one:8080/@blue" });
  });

  it("refuses a public host that is a URL, and keys that no setting has", () => {
    const { message } = errorOf({
      "podium-marathon:publicHost": "http://one",
      "podium-marathon:host": "one",
    });
    expect(message).toMatch(
      /^podium-marathon:publicHost must be a host name or an IP address, got "http:\/\/one"/,
    );
    expect(message).toMatch(/podium-marathon:host is not a setting of this stack/);
    for (const host of ["lb.example.com", "10.0.0.1", "[::1]"]) {
      expect(connectionOf({ "podium-marathon:publicHost": host })).toEqual({ url: "http://localhost:8080" });
    }
  });
});
