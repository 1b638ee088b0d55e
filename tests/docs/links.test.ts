import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../command";
import { documents } from "./support/commands";

const CODE = /^( *)```[^]*?\n\1```|`[^`\n]+`/gm;

/** Where the links of a document lead within this project, e.g. `docs/cost.md#what-is-counted`. */
function linksOf(document: string): string[] {
  const text = readFileSync(join(ROOT, document), "utf8").replace(CODE, "code");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) =>
      link.startsWith("#") ? document + link : relative(ROOT, join(ROOT, dirname(document), link)),
    );
}

/** The headings of a document as GitHub names them in links. */
const anchorsOf = (document: string): string[] =>
  [...readFileSync(join(ROOT, document), "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );

it.each(documents())("the links of %s lead to files and headings that exist", (document) => {
  const broken = linksOf(document).filter((link) => {
    const [path, anchor] = link.split("#");
    if (!existsSync(join(ROOT, path!))) return true;
    return anchor !== undefined && !anchorsOf(path!).includes(anchor);
  });
  expect(broken).toEqual([]);
});
