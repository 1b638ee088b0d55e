import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, launch, openPage } from "../browser";
import { podium, PODIUM, ROOT } from "../command";
import { localEngines } from "./engines";

const REAL = await localEngines("real");
/** How long a drill may take on a busy machine, in milliseconds. */
const PATIENCE = 180_000;

describe.skipIf(!CHROMIUM || !REAL.length)("podium serve", () => {
  let serve: ChildProcess;
  let browser: Browser;
  let page: Page;
  let said: string[];

  beforeAll(async () => {
    await podium(["up", ...REAL, "--json"]);
    const link = await startServing();
    browser = await launch();
    ({ page, said } = await openPage(browser));
    await page.goto(link);
    for (const name of REAL) await columnOf(name).getByText("as wanted: 2 × v1").waitFor({ timeout: 30_000 });
  });
  afterAll(async () => {
    await browser?.close();
    if (serve?.exitCode === null) {
      serve.kill();
      // While it runs, podium down does not remove what it works on.
      await once(serve, "exit");
    }
    await podium(["down"]);
  });

  /** Starts `podium serve`, and resolves to its link. */
  function startServing(): Promise<string> {
    serve = spawn(process.execPath, [PODIUM, "serve", ...REAL, "--port", "0"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    return new Promise((resolve, reject) => {
      serve.stdout!.on("data", (chunk: Buffer) => {
        const found = /http:\S+#token=\S+/.exec(chunk.toString());
        if (found) resolve(found[0]);
      });
      serve.once("exit", (code) => reject(new Error(`podium serve exited with ${code}`)));
    });
  }

  const columnOf = (name: string) => page.locator(`.column[data-name=${name}]`);
  const instancesOf = (name: string) =>
    columnOf(name)
      .locator(".instances .id")
      .evaluateAll((ids) => ids.map((id) => id.getAttribute("title")));

  it("kills an instance of each on a click, and shows them heal", async () => {
    await page.getByRole("button", { name: "Kill one" }).click();
    for (const name of REAL) {
      await columnOf(name).locator(".doing").getByText("Kill one: passed").waitFor({ timeout: PATIENCE });
      await columnOf(name).getByText("as wanted: 2 × v1").waitFor({ timeout: PATIENCE });
      expect(await instancesOf(name)).toHaveLength(2);
    }
  });

  it("follows a rolling update from one version to the next", async () => {
    await page.getByRole("button", { name: "Update" }).click();
    for (const name of REAL) {
      await columnOf(name).getByText("as wanted: 2 × v2").waitFor({ timeout: PATIENCE });
      expect(await columnOf(name).locator(".chart .legend").textContent()).toMatch(/v1.*v2/);
    }
    expect(said).toEqual([]);
  });

  it("restores everything when it is interrupted", async () => {
    serve.kill("SIGINT");
    expect(await once(serve, "exit")).toEqual([0, null]);
    const { stdout } = await podium(["status", ...REAL, "--json"]);
    expect(
      (JSON.parse(stdout) as { version: string; state: string }[]).map(({ version, state }) => [
        version,
        state,
      ]),
    ).toEqual(REAL.map(() => ["v1", "running"]));
  });

  it("ends at once if there is nothing to restore, although a client says nothing", async () => {
    const silent = connect(Number(new URL(await startServing()).port), "127.0.0.1");
    await once(silent, "connect");
    const begin = performance.now();
    serve.kill("SIGINT");
    expect(await once(serve, "exit")).toEqual([0, null]);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});
