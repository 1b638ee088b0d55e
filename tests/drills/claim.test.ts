import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { startOf } from "../../src/automation/processes";
import { atWork, type Claim, Claims } from "../../src/drills/claim";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { temporaryFolder } from "../folder";

let folder: string;
let claims: Claims;
beforeEach(() => {
  folder = temporaryFolder();
  claims = new Claims(folder);
});

/** Another process, with a claim on Nomad that `claimed` changes. */
async function session(claimed: Partial<Claim> = {}): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  await once(child, "spawn");
  onTestFinished(() => void child.kill("SIGKILL"));
  const pid = child.pid!;
  const claim: Claim = { pid, started: startOf(pid), command: "podium drill nomad", names: ["nomad"] };
  writeFileSync(join(folder, `${pid}.json`), JSON.stringify({ ...claim, ...claimed }));
  return child as ChildProcess & { pid: number };
}

describe("a session", () => {
  it("starts if no other is active, and claims everything until it is narrowed", () => {
    expect(claims.begin()).toBeUndefined();
    const own = () => JSON.parse(readFileSync(join(folder, `${process.pid}.json`), "utf8")) as Claim;
    expect(own()).toMatchObject({ pid: process.pid, names: ORCHESTRATOR_NAMES });
    claims.narrow(["swarm"]);
    expect(own().names).toEqual(["swarm"]);
    // Its own claim is not another session's.
    expect(claims.other).toBeUndefined();
  });

  it("does not start while another process is active, even if that has changed nothing yet", async () => {
    const { pid } = await session();
    expect(claims.begin()).toMatchObject({ pid, names: ["nomad"] });
    expect(() => readFileSync(join(folder, `${process.pid}.json`))).toThrow("ENOENT");
    expect(atWork(claims.other!)).toBe(`\`podium drill nomad\` (process ${pid}) is running on nomad`);
  });

  it("starts once that process has ended, even if it was killed", async () => {
    const child = await session();
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(claims.begin()).toBeUndefined();
  });

  it("ignores a claim whose pid now belongs to another process", async () => {
    await session({ started: "another time" });
    expect(claims.begin()).toBeUndefined();
  });

  it("is seen by the next one until it releases its claim", () => {
    claims.begin();
    // As if another process had done that: this one's parent is running.
    const content = readFileSync(join(folder, `${process.pid}.json`), "utf8");
    const claim = { ...(JSON.parse(content) as Claim), pid: process.ppid, started: startOf(process.ppid) };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(claim));
    expect(claims.other).toMatchObject({ pid: process.ppid });
    claims.release();
    expect(claims.other).toBeUndefined();
  });
});
