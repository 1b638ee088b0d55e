import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { WrongUsage } from "../../src/common/errors";
import { commandFor, parseNodeCommand, run } from "../../src/drills/nodeCommand";
import { temporaryFolder } from "../folder";

const parse = (text: string) => parseNodeCommand("--stop-node", text);

describe("the command that stops or starts a node", () => {
  it("is split into words as a shell does, and run by none", () => {
    expect(parse("ssh 'root@{node}' \"power off\" $HOME;")).toEqual([
      "ssh",
      "root@{node}",
      "power off",
      "$HOME;",
    ]);
  });

  it("has the node's name in place of every {node}, whatever it is", () => {
    expect(commandFor(parse("vm stop {node} --log={node}.log"), "$& two; rm")).toEqual([
      "vm",
      "stop",
      "$& two; rm",
      "--log=$& two; rm.log",
    ]);
  });

  it("is found from any folder later", () => {
    expect(parse("bin/stop {node}")[0]).toBe(resolve("bin/stop"));
    expect(parse("stop {node}")[0]).toBe("stop");
  });

  it.each([
    ["", /^--stop-node must be a command/],
    ["docker stop", /^--stop-node must contain \{node\}/],
    ["docker stop '{node}", /^--stop-node has a quotation mark without its counterpart/],
  ])("is refused if it is %j", (text, message) => {
    expect(() => parse(text)).toThrow(WrongUsage);
    expect(() => parse(text)).toThrow(message);
  });

  it("reaches no shell when it runs", async () => {
    const file = join(temporaryFolder(), "created");
    await run([process.execPath, "-e", "", `; touch ${file}`]);
    expect(existsSync(file)).toBe(false);
  });

  it("fails with the end of what it says, without secrets", async () => {
    const script = "console.error('first\\nno https://me:s3cret@host'); process.exit(3)";
    await expect(run([process.execPath, "-e", script])).rejects.toThrow(
      `${process.execPath}: exit code 3: no https://[secret]@host`,
    );
    await expect(run(["/nowhere/stop", "two"])).rejects.toThrow("ENOENT");
  });
});
