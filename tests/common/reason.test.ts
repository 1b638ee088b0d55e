import { describe, expect, it } from "vitest";
import { Failure } from "../../src/common/errors";
import { reasonOf } from "../../src/common/reason";

describe("the reason of an error", () => {
  it("is its message", () => {
    expect(reasonOf(new Error("nothing listens"))).toBe("nothing listens");
  });

  it("is the cause of what Node.js only wraps", () => {
    const cause = new Error("connect ECONNREFUSED 127.0.0.1:9");
    expect(reasonOf(new TypeError("fetch failed", { cause }))).toBe("connect ECONNREFUSED 127.0.0.1:9");
    expect(reasonOf(new AggregateError([cause]))).toBe("connect ECONNREFUSED 127.0.0.1:9");
  });

  it("is Podium's own message, with its remedy, rather than the cause", () => {
    const error = new Failure("Pulumi is missing. Install it.", {
      cause: new Error("getaddrinfo ENOTFOUND"),
    });
    expect(reasonOf(error)).toBe("Pulumi is missing. Install it.");
  });

  it("has no secret in it", () => {
    expect(reasonOf(new Error("GET http://me:s3cret@localhost/ refused"))).toBe(
      "GET http://[secret]@localhost/ refused",
    );
  });

  it("is a code, or the value itself, if there is no message", () => {
    expect(reasonOf({ code: "ENOSPC" })).toBe("ENOSPC");
    expect(reasonOf("stopped")).toBe("stopped");
  });
});
