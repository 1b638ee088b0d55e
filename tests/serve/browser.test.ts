import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveColumn } from "../../src/serve/column";
import { ORDER_WORDS } from "../../src/serve/orders";
import { buildPage, type PageFiles } from "../../src/serve/page";
import { type Serving, servePage } from "../../src/serve/server";
import { showColumns } from "../../src/serve/show";
import { CHROMIUM, launch, openPage, VIEWS, violations } from "../browser";
import { QUICK } from "../drills/support/conditions";
import { columnOn, RATE } from "./support/columns";

const NODES = ["node-1", "node-2", "node-3"];

describe.skipIf(!CHROMIUM)("the live page in a browser", { timeout: 60_000 }, () => {
  let all: Awaited<ReturnType<typeof columnOn>>[];
  let files: PageFiles;
  let serving: Serving;
  let browser: Browser;
  let opened: Awaited<ReturnType<typeof openPage>>;
  let page: Page;

  beforeAll(async () => {
    const conditions = { ...QUICK, patienceSeconds: 30 };
    const names = ["swarm", "nomad", "kubernetes"] as const;
    [all, files, browser] = await Promise.all([
      Promise.all(
        names.map((name) => columnOn(name, name === "kubernetes" ? { nodes: NODES } : {}, conditions)),
      ),
      buildPage(),
      launch(),
    ]);
    serving = await serveLive(all.map(({ column }) => column));
    opened = await open(serving.link);
    ({ page } = opened);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all(all.map(({ end }) => end()));
    serving.close();
  }, 60_000);

  const serveLive = (columns: LiveColumn[]) => servePage(showColumns(columns, RATE), files, 0);

  async function open(link: string) {
    const another = await openPage(browser);
    await another.page.goto(link);
    await another.page.locator(".column").first().waitFor();
    return another;
  }

  const columnOf = (name: string) => page.locator(`.column[data-name=${name}]`);
  const idsOf = (name: string) => columnOf(name).locator(".instances .id").allTextContents();

  /** Chooses only one of the three. */
  async function choose(name: string) {
    for (const { site } of all)
      await page.getByRole("checkbox", { name: site.orchestrator.title }).setChecked(site.name === name);
  }

  it("kills an instance on a click, and shows the recovery", async () => {
    await choose("swarm");
    await columnOf("swarm").getByText("as wanted").waitFor();
    const [before, others] = [await idsOf("swarm"), await idsOf("nomad")];
    await page.getByRole("button", { name: "Kill one" }).click();
    await columnOf("swarm").getByText("Kill one: passed").first().waitFor({ timeout: 30_000 });
    await columnOf("swarm").getByText("Findings").click();
    await columnOf("swarm").getByText(`what: ${before[0]} is killed`).waitFor();
    await columnOf("swarm").getByText("as wanted").waitFor();
    const after = await idsOf("swarm");
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
    expect(await idsOf("nomad")).toEqual(others);
  });

  it("starts an update with the keyboard alone, and shows it", async () => {
    await choose("nomad");
    await page.getByRole("button", { name: "Update" }).focus();
    await page.keyboard.press("Enter");
    await columnOf("nomad").getByText("as wanted: 2 × v2").waitFor({ timeout: 30_000 });
    await columnOf("nomad").getByText("Update: passed").first().waitFor({ timeout: 30_000 });
    await columnOf("nomad").locator(".chart .legend").getByText("v2").waitFor();
    expect(await columnOf("swarm").getByText("as wanted: 2 × v1").count()).toBe(1);
  });

  it("shows a column for each, with traffic, and loads nothing from elsewhere", async () => {
    await columnOf("kubernetes").getByText("as wanted: 2 × v1").waitFor();
    expect(await columnOf("kubernetes").locator(".instances li.ready").count()).toBe(2);
    await columnOf("kubernetes").locator(".chart rect").nth(3).waitFor();
    expect(
      opened.asked.filter(
        (each) => !each.startsWith(new URL(serving.link).origin) && !each.startsWith("data:"),
      ),
    ).toEqual([]);
    expect(opened.said).toEqual([]);
  });

  it("groups instances by node where there are several", async () => {
    const nodes = columnOf("kubernetes").locator(".node");
    await nodes.first().waitFor();
    expect(await nodes.locator("h3").allTextContents()).toEqual(NODES.map((name) => `${name} `));
    const counts = await Promise.all(
      (await nodes.all()).map((each) => each.locator(".instances li.ready").count()),
    );
    expect(counts).toEqual([1, 1, 0]);
    expect(await columnOf("swarm").locator(".node").count()).toBe(0);
  });

  it("disables the buttons without the printed link's token", async () => {
    const { page } = await open(new URL(serving.link).origin);
    expect(await page.getByRole("button", { name: "Kill one" }).isDisabled()).toBe(true);
    expect(await page.locator(".refusal").textContent()).toContain("open the link");
    await page.close();
  });

  it("shows an image of one's own by digest, and why buttons are off", async () => {
    const own = await columnOn("marathon", { image: "one's own" }, { ...QUICK, patienceSeconds: 30 });
    const another = await serveLive([own.column]);
    const { page } = await open(another.link);
    await page.getByText("as wanted: 2 × bbbbbbbbbbbb").waitFor();
    expect(await page.locator(".instances .version").allTextContents()).toEqual([
      "bbbbbbbbbbbb",
      "bbbbbbbbbbbb",
    ]);
    expect(await page.locator(".instances .rate").count()).toBe(0);
    await page.locator(".chart .legend").getByText("answered").waitFor();
    const off = ["Hang one", "Update", "Bad release"];
    for (const { title } of ORDER_WORDS)
      expect(await page.getByRole("button", { name: title }).isDisabled()).toBe(off.includes(title));
    const reasons = await page.locator(".unsuited li").allTextContents();
    expect(reasons[0]).toBe(
      "Hang one is off for Marathon: needs the sample image, which stops responding when told to",
    );
    expect(reasons).toHaveLength(off.length);
    expect(await violations(page, VIEWS[0]![1])).toEqual([]);
    await page.close();
    another.close();
    await own.end();
  });

  it("reports when podium serve has ended", async () => {
    const another = await serveLive([all[0]!.column]);
    const { page } = await open(another.link);
    another.close();
    await page.getByRole("alert").getByText("podium serve does not respond").waitFor();
    expect(await page.locator(".column[data-name=swarm]").isVisible()).toBe(true);
    await page.close();
  });

  it.each(VIEWS)("is accessible %s", async (_, view) => {
    await columnOf("swarm")
      .locator(".diary")
      .evaluate((diary: HTMLDetailsElement) => (diary.open = true));
    expect(await violations(page, view)).toEqual([]);
    const [width, viewport] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width).toBe(viewport);
  });
});
