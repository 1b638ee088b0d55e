import { describe, expect, it } from "vitest";
import { withoutCredentials } from "../../src/common/reach";

describe("an address without credentials", () => {
  it.each([
    ["http://me:s3cret@localhost:4566/", "http://localhost:4566/"],
    ["ssh://deploy@manager.example.com", "ssh://manager.example.com"],
    ["http://localhost:4566", "http://localhost:4566"],
    ["http://localhost/@path", "http://localhost/@path"],
    ["unix:///run/user@host.sock", "unix:///run/user@host.sock"],
    ["localhost:4566", "localhost:4566"],
    ["nothing", "nothing"],
  ])("is, for %s, %s", (url, expected) => expect(withoutCredentials(url)).toBe(expected));

  it.each(["me:s3cret@localhost:4566", "tcp://me:s3cret@localhost:port", "//me:s3cret@localhost", "s3cret@"])(
    "is not shown where a password cannot be told from the rest: %s",
    (text) => expect(withoutCredentials(text)).toBe("[secret]"),
  );
});
