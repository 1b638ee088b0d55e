import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RENDERERS } from "../../src/report";
import { CHROMIUM, launch, openPage } from "../browser";
import { RECORDED, reportOf, ResultsFolder } from "./support/recording";

describe.skipIf(!CHROMIUM)("the report in a browser", { timeout: 60_000 }, () => {
  const folder = new ResultsFolder();
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    const paths = [RECORDED, folder.write("broken.json", "{")];
    url = pathToFileURL(
      folder.write("report.html", await RENDERERS.html(await reportOf(paths, new Date()))),
    ).href;
    browser = await launch();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  async function open(options: BrowserContextOptions = {}) {
    const { page, said, asked } = await openPage(browser, options);
    await page.goto(url);
    return { page, said, asked };
  }

  /** Axe checks every element, and hundreds of rows and lines of code are alike: one of each kind is enough. */
  function showOneOfEach(): void {
    for (const part of document.querySelectorAll("main > section, #timelines figure:first-child")) {
      for (const each of [...part.querySelectorAll("details")].slice(0, 1)) each.open = true;
    }
    const more = [
      ".figures > figure:nth-child(n + 2)",
      ".program:not(#program-kubernetes)",
      "figure tbody tr:nth-child(n + 4)",
      ".l:nth-of-type(n + 30)",
      "details:not([open]) > :not(summary)",
    ];
    for (const each of document.querySelectorAll(more.join())) each.remove();
  }

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

  it("loads nothing else, logs nothing to the console, and needs no script", async () => {
    const { page, said, asked } = await open({ javaScriptEnabled: false });
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(
      "Container orchestrators side by side",
    );
    expect(asked.filter((each) => !each.startsWith("data:"))).toEqual([url]);
    expect(said).toEqual([]);
  });

  it("shows results, charts, and problems with a file", async () => {
    const { page } = await open();
    expect(
      await page
        .getByRole("columnheader", { name: /Kubernetes/ })
        .first()
        .isVisible(),
    ).toBe(true);
    const bar = await page.locator("#timelines svg[role=img]").first().boundingBox();
    expect(bar!.width).toBeGreaterThan(200);
    expect(await page.locator("#timelines svg[role=img] path[fill^='#']").count()).toBeGreaterThan(3);
    expect(await page.locator("#provenance .problems").allTextContents()).toContainEqual(
      expect.stringContaining("is not a result file"),
    );
  });

  it("lets the keyboard alone skip to the results and open an item of the contract", async () => {
    const { page } = await open();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the results");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "Requirements by orchestrator",
    );
    await page.locator("#item-readiness summary").focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#item-readiness table").isVisible()).toBe(true);
  });

  it("shows the two chosen programs, the first one first", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    const shown = async () => {
      const all = page.locator(".program");
      const boxes = await Promise.all(
        (await all.all()).map(async (each) => ({
          id: await each.getAttribute("id"),
          box: await each.boundingBox(),
        })),
      );
      return boxes
        .filter(({ box }) => box)
        .sort((a, b) => a.box!.x - b.box!.x)
        .map(({ id }) => id);
    };
    expect(await shown()).toEqual(["program-ecs", "program-swarm"]);
    await page.locator("#left-swarm").focus();
    await page.keyboard.press("Space");
    await page.locator("#right-ecs").focus();
    await page.keyboard.press("Space");
    expect(await shown()).toEqual(["program-swarm", "program-ecs"]);
  });

  it("is no wider than a phone, and keeps the row headers visible", async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const region = page.getByRole("region", { name: "Requirements by orchestrator" });
    await region.evaluate((element) => element.scrollTo(400, 0));
    const header = await region
      .getByRole("rowheader", { name: "Killed instance: requests lost" })
      .boundingBox();
    expect(header!.x).toBeGreaterThanOrEqual(0);
  });

  it("prints the effects, and not in dark mode", async () => {
    const { page } = await open({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(255, 255, 255)",
    );
    const effect = page.locator("#item-readiness td").last();
    expect((await effect.boundingBox())!.height).toBeGreaterThan(0);
  });

  it.each([
    ["in light mode", { colorScheme: "light" }],
    ["in dark mode", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
  ] as [string, BrowserContextOptions][])(
    "is accessible %s",
    async (_, options) => {
      const { page } = await open(options);
      await page.evaluate(showOneOfEach);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
    },
    60_000,
  );
});
