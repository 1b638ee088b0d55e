import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeReport, RENDERERS } from "../../src/report";
import { CHROMIUM, launch, openPage, PHONE, VIEWS, violations } from "../browser";
import { RECORDED, ResultsFolder } from "./support/recording";

describe.skipIf(!CHROMIUM)("the report in a browser", { timeout: 60_000 }, () => {
  const folder = new ResultsFolder();
  let browser: Browser;
  let url: string;
  /** Without scripts, for all tests but those of accessibility. */
  let opened: Awaited<ReturnType<typeof openPage>>;
  let page: Page;
  /** For tests of accessibility. */
  let trimmed: Page;

  beforeAll(async () => {
    const paths = [RECORDED, folder.write("broken.json", "{")];
    const [html, launched] = await Promise.all([makeReport(paths).then(RENDERERS.html), launch()]);
    browser = launched;
    url = pathToFileURL(folder.write("report.html", html)).href;
    opened = await open({ javaScriptEnabled: false });
    ({ page } = opened);
    ({ page: trimmed } = await open());
    await trimmed.evaluate(keepOneOfEach);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  async function open(options: BrowserContextOptions = {}) {
    const another = await openPage(browser, options);
    await another.page.goto(url);
    return another;
  }

  /** Axe checks every element, and hundreds of them are alike: keeps only parts with an element of a new kind. */
  function keepOneOfEach(): void {
    const seen = new Set<string>();
    const kindOf = (element: Element): string => {
      const { tagName, parentElement } = element;
      const looks = ["class", "fill"].map((name) => element.getAttribute(name));
      return `${parentElement ? kindOf(parentElement) : ""} ${tagName} ${looks}`;
    };
    for (const each of document.querySelectorAll("details")) each.open = true;
    // From the inside out: a figure without new rows is alike.
    for (const parts of [".l", "tr", "li", "details", "figure", ".program"]) {
      for (const part of document.querySelectorAll(parts)) {
        const kinds = [part, ...part.querySelectorAll("*")].map(kindOf);
        if (kinds.every((kind) => seen.has(kind))) part.remove();
        else for (const kind of kinds) seen.add(kind);
      }
    }
  }

  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");

  it("loads nothing else, logs nothing to the console, and needs no script", async () => {
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(
      "Container orchestrators side by side",
    );
    expect(opened.asked.filter((each) => !each.startsWith("data:"))).toEqual([url]);
    expect(opened.said).toEqual([]);
  });

  it("shows results, charts, and problems with a file", async () => {
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

  it("lets the keyboard alone skip to the answer and open an item of the contract", async () => {
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the answer");
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
    await page.setViewportSize(PHONE);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const region = page.getByRole("region", { name: "Requirements by orchestrator" });
    await region.evaluate((element) => element.scrollTo(400, 0));
    const header = await region
      .getByRole("rowheader", { name: "Killed instance: requests lost" })
      .boundingBox();
    expect(header!.x).toBeGreaterThanOrEqual(0);
  });

  it("prints the effects, and not in dark mode", async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(255, 255, 255)",
    );
    const effect = page.locator("#item-readiness td").last();
    expect((await effect.boundingBox())!.height).toBeGreaterThan(0);
  });

  it.each(VIEWS)("is accessible %s", async (_, view) => {
    expect(await violations(trimmed, view)).toEqual([]);
  });
});
