import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../src/common/paths";
import { withExcerpts } from "../../src/docs/excerpts";
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

describe("an excerpt of a test", () => {
  const document = join(ROOT, "docs", "a.md");
  const excerptOf = (title: string) =>
    withExcerpts(
      `before\n<!-- excerpt tests/docs/documents.test.ts "${title}" -->\nold\n<!-- end of excerpt -->\nafter\n`,
      document,
    );

  it("is that test, with a link", () => {
    const [head, code] = excerptOf("is that test, with a link").split("```ts\n");
    expect(head).toBe(
      'before\n<!-- excerpt tests/docs/documents.test.ts "is that test, with a link" -->\n\n' +
        "From [`tests/docs/documents.test.ts`](../tests/docs/documents.test.ts):\n\n",
    );
    expect(code).toMatch(/^it\("is that test, with a link", \(\) => \{\n {2}const [^]*\n\}\);\n```\n\n<!-- end/);
    expect(code).toMatch(/-->\nafter\n$/);
  });

  it("does not change when it is made again", () => {
    const once = excerptOf("is that test, with a link");
    expect(withExcerpts(once, document)).toBe(once);
  });

  it("is refused if no test has its title", () => {
    expect(() => excerptOf("is not there")).toThrow(
      "tests/docs/documents.test.ts has 0 tests called “is not there”, and an excerpt needs one",
    );
  });
});
