import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT } from "../common/paths";

const EXCERPT = /(<!-- excerpt (\S+) "([^"]+)" -->\n)[^]*?(<!-- end of excerpt -->)/g;

/**
 * A document with its excerpts of code up to date. They stand between the comments `<!-- excerpt FILE "TITLE" -->` and
 * `<!-- end of excerpt -->`; FILE is a path from the root, TITLE that of a test in it.
 * @param document its path, which links in it are relative to.
 * @throws Error for a title that no test, or more than one, has.
 */
export const withExcerpts = (text: string, document: string): string =>
  text.replace(EXCERPT, (_all, begin: string, file: string, title: string, end: string) => {
    const path = join(ROOT, file);
    const link = `From [\`${file}\`](${relative(dirname(document), path)}):`;
    return `${begin}\n${link}\n\n\`\`\`ts\n${testIn(readFileSync(path, "utf8"), title, file)}\n\`\`\`\n\n${end}`;
  });

/** The source of one test, without the indentation of the block that it is in. */
function testIn(source: string, title: string, file: string): string {
  const lines = source.split("\n");
  const found = lines.flatMap((line, index) => (line.trimStart().startsWith(`it("${title}",`) ? [index] : []));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${file} has ${found.length} tests called “${title}”, and an excerpt needs one`);
  const indent = /^ */.exec(lines[first]!)![0];
  // Prettier ends each test with a line that is indented as its first one.
  const last = lines.indexOf(`${indent}});`, first);
  return lines
    .slice(first, last + 1)
    .map((line) => line.slice(indent.length))
    .join("\n");
}
