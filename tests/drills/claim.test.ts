import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { startOf } from "../../src/automation/processes";
import { atWork, type Claim, Claims } from "../../src/drills/claim";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { ROOT } from "../command";
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

/** Gives this process another id for one test: ids begin anew after the highest, so a later one can be lower. */
function pretendPid(value: number): void {
  const { pid } = process;
  Object.defineProperty(process, "pid", { value });
  onTestFinished(() => void Object.defineProperty(process, "pid", { value: pid }));
}
const [LOWEST, HIGHEST] = [1, 2 ** 30];

describe("a session", () => {
  it("starts if no other is active, and claims everything until it is narrowed", async () => {
    expect(await claims.begin()).toBeUndefined();
    const own = () => JSON.parse(readFileSync(join(folder, `${process.pid}.json`), "utf8")) as Claim;
    expect(own()).toMatchObject({ pid: process.pid, names: ORCHESTRATOR_NAMES });
    claims.narrow(["swarm"]);
    expect(own().names).toEqual(["swarm"]);
    // Its own claim is not another session's.
    expect(claims.others).toEqual([]);
  });

  it("does not start while another process is active, even if that has changed nothing yet", async () => {
    const { pid } = await session();
    expect(await claims.begin()).toMatchObject({ pid, names: ["nomad"] });
    expect(() => readFileSync(join(folder, `${process.pid}.json`))).toThrow("ENOENT");
    expect(atWork(claims.others[0]!)).toBe(`\`podium drill nomad\` (process ${pid}) is running on nomad`);
  });

  it("starts once that process has ended, even if it was killed", async () => {
    const child = await session();
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await claims.begin()).toBeUndefined();
  });

  it("ignores a claim whose pid now belongs to another process", async () => {
    await session({ started: "another time" });
    expect(await claims.begin()).toBeUndefined();
  });

  it("is seen by another one until it releases its claim", async () => {
    await claims.begin();
    const own = join(folder, `${process.pid}.json`);
    const claim = JSON.parse(readFileSync(own, "utf8")) as Claim;
    // As if another process had done that: this one's parent is running.
    const { ppid } = process;
    renameSync(own, join(folder, `${ppid}.json`));
    writeFileSync(
      join(folder, `${ppid}.json`),
      JSON.stringify({ ...claim, pid: ppid, started: startOf(ppid) }),
    );
    expect(claims.others).toMatchObject([{ pid: ppid }]);
    rmSync(join(folder, `${ppid}.json`));
    expect(claims.others).toEqual([]);
  });

  it("gives way to a process with a lower id that begins at the same moment", async () => {
    pretendPid(HIGHEST);
    const { ppid } = process;
    const claim = { pid: ppid, started: startOf(ppid), command: "podium serve", names: ["nomad"] };
    writeFileSync(join(folder, `${ppid}.json`), JSON.stringify({ ...claim, isBeginning: true }));
    expect(await claims.begin()).toMatchObject({ pid: ppid });
  });

  it("waits for a process with a higher id that begins at the same moment, which gives way", async () => {
    pretendPid(LOWEST);
    const { pid } = await session({ isBeginning: true });
    const begun = claims.begin();
    setTimeout(() => rmSync(join(folder, `${pid}.json`)), 50);
    expect(await begun).toBeUndefined();
  });

  it("gives way to a process with a higher id that had not seen it", async () => {
    pretendPid(LOWEST);
    const child = await session({ isBeginning: true });
    const begun = claims.begin();
    const file = join(folder, `${child.pid}.json`);
    const claim = JSON.parse(readFileSync(file, "utf8")) as Claim;
    setTimeout(() => writeFileSync(file, JSON.stringify({ ...claim, isBeginning: false })), 50);
    expect(await begun).toMatchObject({ pid: child.pid });
  });

  it("starts exactly once if several begin at the same moment", async () => {
    const moment = Date.now() + 1500;
    const found = await Promise.all(Array.from({ length: 4 }, () => begunElsewhere(moment)));
    expect(found.filter(({ other }) => other === undefined)).toHaveLength(1);
  }, 60_000);

  it("does not start beside a damaged claim of a running process, which it names", async () => {
    const { pid } = await session();
    const file = join(folder, `${pid}.json`);
    writeFileSync(file, "{");
    await expect(claims.begin()).rejects.toThrow(
      `${file} is damaged: it says what the process ${pid} works on. If that is no session of Podium, delete the file.`,
    );
    expect(existsSync(join(folder, `${process.pid}.json`))).toBe(false);
  });

  it("ignores a damaged claim of a process that has ended", async () => {
    const child = await session();
    writeFileSync(join(folder, `${child.pid}.json`), "{");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await claims.begin()).toBeUndefined();
  });
});

/** What `begin` returns in another process, at a moment; that process runs until the test ends. */
async function begunElsewhere(moment: number): Promise<{ other?: Claim }> {
  const script = `
    const { Claims } = require("./src/drills/claim");
    setTimeout(async () => {
      const other = await new Claims(${JSON.stringify(folder)}).begin();
      console.log(JSON.stringify({ other }));
      setInterval(() => {}, 1000);
    }, ${moment} - Date.now());`;
  const hook = join(ROOT, "bin", "typescript.js");
  const child = spawn(process.execPath, ["--require", hook, "--eval", script], { cwd: ROOT });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return JSON.parse(line.toString()) as { other?: Claim };
}
