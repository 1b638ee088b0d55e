import { describe, expect, it } from "vitest";
import { run } from "../command";
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

it("what never answers ends with an error, even if nothing else keeps the process alive", async () => {
  const script =
    'require("./src/common/reach").withTimeout(new Promise(() => {}), 0.1).catch(({ message }) => console.log(message))';
  const { stdout } = await run(process.execPath, ["--require", "./bin/typescript.js", "--eval", script]);
  expect(stdout).toBe("no response within 0.1 s\n");
});
