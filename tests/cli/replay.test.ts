import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { replay } from "../../src/cli/replay";
import { Failure, WrongUsage } from "../../src/common/errors";
import type { OrchestratorName } from "../../src/orchestrators";
import { NOTHING, NOWHERE, PODIUM } from "../command";
import { RECORDED, ResultsFolder } from "../report/support/recording";
import { KILL, sessionOf } from "../serve/support/recording";

const folder = new ResultsFolder();
afterAll(() => folder.remove());

describe("podium serve --replay", () => {
  it("serves a file without any engine until Ctrl-C", async () => {
    const args = ["serve", "--replay", RECORDED, "--speed", "10", "--port", "0"];
    const child = spawn(process.execPath, [PODIUM, ...args], {
      env: NOTHING,
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const [link, about] = said.toString().split("\n") as [string, string];
    expect(about).toMatch(/^Recorded on 2026-11-25 14:24 UTC, AMD EPYC, 2 cores, Podium 0\.1\.0\. /);
    const state = await fetch(`${link}api/state`).then((answer) => answer.json());
    expect(state).toMatchObject({ rate: 100, speed: 10, chapters: { length: 8 } });
    expect(await fetch(link).then((answer) => answer.text())).toContain("<title>Podium");
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  }, 30_000);

  it.each<[string, string, OrchestratorName[], typeof WrongUsage | typeof Failure, RegExp]>([
    ["that does not exist", NOWHERE, [], WrongUsage, /^No such result file: /],
    [
      "that is no result file",
      folder.write("broken.json", "{"),
      [],
      Failure,
      /broken\.json is not a result file: /,
    ],
    [
      "without anything recorded second by second",
      folder.write("plain.json", sessionOf([{ ...KILL, timeline: undefined }])),
      [],
      Failure,
      /plain\.json has no run that was recorded second by second\.$/,
    ],
    ["without a named orchestrator", RECORDED, ["aci"], Failure, /has no run of aci that was recorded/],
  ])("refuses a file %s", async (_, file, names, kind, message) => {
    const refused = replay(names, { port: 0, replay: file });
    await expect(refused).rejects.toThrow(kind);
    await expect(refused).rejects.toThrow(message);
  });
});
