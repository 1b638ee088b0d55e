import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../../src/orchestrators";
import { buildPage } from "../../../src/serve/page";
import { recordingOf } from "../../../src/serve/recording";
import { type Serving, servePage } from "../../../src/serve/server";
import { CHROMIUM, launch, openPage, VIEWS, violations } from "../../browser";
import { answered, KILL, sessionOf } from "../support/recording";

const SESSION = sessionOf([
  KILL,
  { ...KILL, orchestrator: "ecs", timeline: { events: [], seconds: answered(-1, 5, ["x", "y"]) } },
  { ...KILL, orchestrator: "swarm", verdict: "error", reason: "the sender fell behind", timeline: undefined },
  { ...KILL, run: 2 },
]);

describe.skipIf(!CHROMIUM)("the replay in a browser", { timeout: 60_000 }, () => {
  let serving: Serving;
  let browser: Browser;
  let opened: Awaited<ReturnType<typeof openPage>>;
  let page: Page;

  beforeAll(async () => {
    const [files, launched] = await Promise.all([buildPage(), launch()]);
    browser = launched;
    const recording = recordingOf(SESSION, [...ORCHESTRATOR_NAMES], 1);
    serving = await servePage({ state: () => recording }, files, 0);
    opened = await openPage(browser);
    ({ page } = opened);
    await page.goto(serving.link);
    await kubernetes().waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    serving.close();
  });

  const kubernetes = () => page.locator(".column[data-name=kubernetes]");
  const time = () => page.getByRole("slider", { name: "Time" });
  const position = () => time().getAttribute("aria-valuetext");
  const states = () => kubernetes().locator(".instances .state").allTextContents();

  /** Jumps, with the keyboard alone, to a second from the run's start. */
  async function jumpTo(second: number) {
    await time().focus();
    await page.keyboard.press("Home");
    for (let at = 0; at < second; at++) await page.keyboard.press("ArrowRight");
  }

  it("plays at once, until the keyboard pauses it", async () => {
    await kubernetes().getByText("a is killed").first().waitFor({ timeout: 10_000 });
    await page.getByRole("button", { name: "Pause" }).focus();
    await page.keyboard.press("Enter");
    const before = await position();
    await page.waitForTimeout(1500);
    expect(await position()).toBe(before);
    await page.keyboard.press("Enter");
    await expect.poll(position, { timeout: 5000 }).not.toBe(before);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play" }).waitFor();
  });

  it("jumps on the time line with the keyboard alone, back and forth", async () => {
    await jumpTo(3);
    expect(await position()).toBe("3 s of 7 s");
    expect(await states()).toEqual(["failed", "ready", "starting"]);
    expect(await kubernetes().locator(".counts").textContent()).toBe("80 sent4 lost");
    await jumpTo(1);
    expect(await states()).toEqual(["ready", "ready"]);
    expect(await kubernetes().locator(".counts").textContent()).toBe("40 sent0 lost");
  });

  it("shows nodes, who noticed what and when, and the outcome at the end", async () => {
    await jumpTo(7);
    expect(await kubernetes().locator(".node h3").allTextContents()).toEqual(["n1 z1", "n2 "]);
    await kubernetes().getByText("Heal: killed: passed").waitFor();
    expect(await kubernetes().getByText("engine: a is gone").isVisible()).toBe(true);
    expect((await kubernetes().locator(".diary li").allTextContents()).slice(-3)).toEqual([
      "2.4 s engine: c is starting, on n2",
      "2.4 s engine: a has failed, on n1",
      "2.0 s a is killed",
    ]);
  });

  it("says what it is: recorded, on which engines, and what there is nothing of", async () => {
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const about = page.getByText("Recorded on 2026-11-20 10:00 UTC, Made-up, 8 cores, Podium 0.1.0");
    expect((await about.boundingBox())!.y).toBeGreaterThanOrEqual(0);
    expect(await page.locator(".lead").textContent()).toContain("aligned at their starts");
    expect(await page.locator(".column .where").allTextContents()).toEqual([
      "emulatedMiniStack 1.2.0",
      "real engineKubernetes v1.34.2",
    ]);
    expect(await page.getByLabel("Without a recording").textContent()).toBe(
      "Docker Swarm has nothing to replay here: error, the sender fell behind",
    );
    expect(await page.getByRole("button", { name: "Kill one" }).count()).toBe(0);
  });

  it("plays the next chapter after the end, at the chosen speed, and then stands still", async () => {
    const chapter = page.getByLabel("Chapter");
    await jumpTo(0);
    await page.getByLabel("Speed").selectOption("20 ×");
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(() => chapter.inputValue(), { timeout: 15_000 }).toBe("1");
    await page.getByRole("button", { name: "Play" }).waitFor({ timeout: 15_000 });
    expect(await position()).toBe("7 s of 7 s");
    expect(await page.locator(".column").count()).toBe(1);
    await chapter.selectOption("Heal: killed, run 1 of 2");
    expect(await position()).toBe("0 s of 7 s");
    await page.getByRole("button", { name: "Pause" }).click();
  });

  it("loads nothing from elsewhere, and logs nothing", () => {
    const { origin } = new URL(serving.link);
    expect(opened.asked.filter((each) => !each.startsWith(origin) && !each.startsWith("data:"))).toEqual([]);
    expect(opened.said).toEqual([]);
  });

  it.each(VIEWS)("is accessible %s", async (_, view) => {
    // Its event log is longer than what is seen of it.
    await jumpTo(7);
    expect(await violations(page, view)).toEqual([]);
    const [width, viewport] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width).toBe(viewport);
  });
});
