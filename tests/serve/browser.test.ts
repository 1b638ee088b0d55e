import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPage } from "../../src/serve/page";
import { serveColumns, type Serving } from "../../src/serve/server";
import { CHROMIUM, launch, openPage } from "../browser";
import { columnOn, RATE } from "./support/columns";

describe.skipIf(!CHROMIUM)("the live page in a browser", { timeout: 60_000 }, () => {
  let all: Awaited<ReturnType<typeof columnOn>>[];
  let serving: Serving;
  let browser: Browser;

  beforeAll(async () => {
    all = await Promise.all([columnOn("swarm"), columnOn("nomad"), columnOn("kubernetes")]);
    const page = await buildPage();
    serving = await serveColumns(
      all.map(({ column }) => column),
      page,
      { port: 0, rate: RATE },
    );
    browser = await launch();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all(all.map(({ end }) => end()));
    serving.close();
  }, 60_000);

  async function open(options: BrowserContextOptions = {}, link = serving.link) {
    const opened = await openPage(browser, options);
    await opened.page.goto(link);
    await opened.page.locator(".column").first().waitFor();
    return opened;
  }

  const columnIn = (page: Page, name: string) => page.locator(`.column[data-name=${name}]`);
  const idsIn = (page: Page, name: string) =>
    columnIn(page, name).locator(".instances .id").allTextContents();

  /** Chooses only one of the three. */
  async function choose(page: Page, name: string) {
    for (const { site } of all.filter((each) => each.site.name !== name))
      await page.getByRole("checkbox", { name: site.orchestrator.title }).uncheck();
  }

  it("shows a column for each, with traffic, and loads nothing from elsewhere", async () => {
    const { page, said, asked } = await open();
    await columnIn(page, "nomad").getByText("as wanted: 2 × v1").waitFor();
    expect(await columnIn(page, "nomad").locator(".instances li.ready").count()).toBe(2);
    await columnIn(page, "nomad").locator(".chart rect").nth(3).waitFor();
    expect(
      asked.filter((each) => !each.startsWith(new URL(serving.link).origin) && !each.startsWith("data:")),
    ).toEqual([]);
    expect(said).toEqual([]);
  });

  it("kills an instance on a click, and shows the recovery", async () => {
    const { page } = await open();
    await choose(page, "swarm");
    await columnIn(page, "swarm").getByText("as wanted").waitFor();
    const [before, others] = [await idsIn(page, "swarm"), await idsIn(page, "nomad")];
    await page.getByRole("button", { name: "Kill one" }).click();
    await columnIn(page, "swarm").getByText("Kill one: passed").first().waitFor({ timeout: 30_000 });
    await columnIn(page, "swarm").getByText("Findings").click();
    await columnIn(page, "swarm").getByText(`what: ${before[0]} is killed`).waitFor();
    await columnIn(page, "swarm").getByText("as wanted").waitFor();
    const after = await idsIn(page, "swarm");
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
    expect(await idsIn(page, "nomad")).toEqual(others);
  });

  it("starts an update with the keyboard alone, and shows it", async () => {
    const { page } = await open();
    await choose(page, "nomad");
    await page.getByRole("button", { name: "Update" }).focus();
    await page.keyboard.press("Enter");
    await columnIn(page, "nomad").getByText("as wanted: 2 × v2").waitFor({ timeout: 30_000 });
    await columnIn(page, "nomad").getByText("Update: passed").first().waitFor({ timeout: 30_000 });
    expect(await columnIn(page, "nomad").locator(".chart .legend").textContent()).toContain("v2");
    expect(await columnIn(page, "swarm").getByText("as wanted: 2 × v1").count()).toBe(1);
  });

  it("disables the buttons without the printed link's token", async () => {
    const { page } = await open({}, new URL(serving.link).origin);
    expect(await page.getByRole("button", { name: "Kill one" }).isDisabled()).toBe(true);
    expect(await page.locator(".refusal").textContent()).toContain("open the link");
  });

  it("reports when podium serve has ended", async () => {
    const another = await serveColumns([all[0]!.column], await buildPage(), { port: 0, rate: RATE });
    const { page } = await open({}, another.link);
    another.close();
    await page.getByRole("alert").getByText("podium serve does not respond").waitFor();
    expect(await columnIn(page, "swarm").isVisible()).toBe(true);
  });

  it.each([
    ["in light mode", { colorScheme: "light" }],
    ["in dark mode", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
  ] as [string, BrowserContextOptions][])("is accessible %s", async (_, options) => {
    const { page } = await open(options);
    await page.locator(".diary summary").first().click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
    const [width, viewport] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width).toBe(viewport);
  });
});
