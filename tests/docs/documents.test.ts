import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../src/common/paths";
import { DOCUMENTS, GENERATED, PARTS, render } from "../../src/docs/documents";

const read = (file: string) => readFileSync(file, "utf8");

describe("the generated parts of the documents", () => {
  it.each(DOCUMENTS.map((file) => relative(ROOT, file)))("are up to date in %s (run npm run docs)", (file) => {
    expect(read(file)).toBe(render(read(file)));
  });

  it.each(Object.entries(GENERATED))("are all of %s (run npm run docs)", async (file, content) => {
    expect(read(file)).toBe(await content());
  });

  it.each(Object.keys(PARTS))("include %s", (name) => {
    expect(DOCUMENTS.some((file) => read(file).includes(`<!-- ${name}:begin -->`))).toBe(true);
  });

  it("are rejected if nothing generates them", () => {
    expect(() => render("<!-- nope:begin -->\n\n<!-- nope:end -->")).toThrow("no generated part called nope");
  });
});
