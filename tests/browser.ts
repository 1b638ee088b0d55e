import AxeBuilder from "@axe-core/playwright";
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** The system's Chromium. Without one, browser tests are skipped, with a warning. */
export const CHROMIUM = [
  process.env["PODIUM_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));

if (!CHROMIUM)
  console.warn("Browser tests are skipped: no Chromium was found. Set PODIUM_CHROMIUM to its path.");

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A new page, with its console messages, errors and requests. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("request", (request) => asked.push(request.url()));
  return { page, said, asked };
}

interface View {
  colorScheme: "light" | "dark";
  size: { width: number; height: number };
}

/** The ways to look at a page in which it has to be accessible. */
export const VIEWS: [string, View][] = [
  ["in light mode", { colorScheme: "light", size: DESKTOP }],
  ["in dark mode", { colorScheme: "dark", size: DESKTOP }],
  ["on a phone", { colorScheme: "light", size: PHONE }],
];

/** What is not accessible in a view: the rules that are broken, with the first element that breaks each. */
export async function violations(page: Page, { colorScheme, size }: View): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize(size);
  // Describing what breaks no rule takes as long as the checks themselves. Legacy mode only skips frames of other origins.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations: found } = await axe.analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`);
}
