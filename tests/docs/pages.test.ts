import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../src/common/paths";
import { pageOf, recorded, renderPage } from "../../src/docs/pages";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import { claims, isTrue, leaves } from "./claims";

const INDEX = join(ROOT, "docs", "README.md");

const recordings = recorded();

const read = (file: string) => readFileSync(file, "utf8");
const headings = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

describe.each(ORCHESTRATOR_NAMES)("the page about %s", (name) => {
  const page = read(pageOf(name));

  it("is up to date (run npm run docs)", async () => {
    expect(page).toBe(await renderPage(name, recordings));
  });

  it("has the parts and the sections of all pages, in their order", () => {
    const parts = [...page.matchAll(/<!-- (\w+):begin -->/g)].map(([, part]) => part);
    expect(parts).toEqual(["words", "picture", "losses", "measured"]);
    expect(page.split("\n")[0]).toBe(`# ${ORCHESTRATORS[name].title}`);
    expect(headings(page)).toEqual(headings(read(pageOf(ORCHESTRATOR_NAMES[0]!))));
  });

  it("states only values that its program sets", async () => {
    const stated = claims(page);
    const planned = await leaves(name);
    expect(stated.length).toBeGreaterThan(3);
    expect(stated.filter((claim) => !isTrue(claim, planned))).toEqual([]);
  });

  it("is in the index", () => {
    expect(read(INDEX)).toContain(`(orchestrators/${name}.md)`);
  });
});

it.each([INDEX, ...ORCHESTRATOR_NAMES.map(pageOf)].map((file) => [file.slice(ROOT.length + 1), file]))(
  "%s links only to files that exist",
  (_name, file) => {
    const targets = [...read(file!).matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)].map(([, target]) => target!);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(join(dirname(file!), target)))).toEqual([]);
  },
);
