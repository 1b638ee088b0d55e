import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { split } from "shlex";
import { ROOT } from "../../command";

/** A command that a document has its readers run. */
interface Found {
  /** Its line in the document, from 1. */
  line: number;
  text: string;
  /** Whether it is only named in a sentence: `podium import`. */
  isMention: boolean;
}

/** The documents with commands, as paths from the root. */
export const documents = (): string[] => [
  ...["README.md", "CONTRIBUTING.md", "REVIEW.md", "SECURITY.md"],
  ...["docs", "examples", "recordings"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => `${folder}/${file}`),
  ),
];

/** All commands of a document. */
export function commandsOf(document: string): (Found & { where: string; tool: string })[] {
  return commandsIn(readFileSync(join(ROOT, document), "utf8")).map((found) => ({
    ...found,
    where: `${document}:${found.line}`,
    tool: found.text.replace(/^npx /, "").split(" ")[0]!,
  }));
}

const BLOCK = /^( *)```(\w*)\n([^]*?)\n\1```/gm;

/** E.g. `npx podium plan`, also over two lines. Not `podium` alone. */
const INLINE = /`((?:npx podium|podium|npm)\s[^`]+)`/g;

/** The commands in Markdown, in its order: the lines of its shell blocks, and those of Podium and npm in sentences. */
export function commandsIn(markdown: string): Found[] {
  const lineAt = (index: number) => markdown.slice(0, index).split("\n").length;
  const inBlocks = [...markdown.matchAll(BLOCK)]
    .filter(([, , language]) => language === "sh")
    .flatMap((block) => commandsInShell(block[3]!, lineAt(block.index) + 1));
  // Blanks instead, so that positions stay.
  const sentences = markdown.replace(BLOCK, (block) => block.replace(/[^\n]/g, " "));
  const inline = [...sentences.matchAll(INLINE)].map((found) => {
    const text = found[1]!.replace(/\s+/g, " ").replaceAll("\\|", "|").trim();
    return { line: lineAt(found.index), text, isMention: /^(npx )?podium [\w-]+$/.test(text) };
  });
  return [...inBlocks, ...inline].sort((a, b) => a.line - b.line);
}

/** Each command of each line; a backslash continues a line. */
function commandsInShell(script: string, firstLine: number): Found[] {
  const found: Found[] = [];
  let begun = "";
  let from = firstLine;
  for (const [index, line] of script.split("\n").entries()) {
    if (!begun) from = firstLine + index;
    begun += withoutComment(line).trim();
    if (begun.endsWith("\\")) {
      begun = begun.slice(0, -1);
      continue;
    }
    for (const text of begun.split(/ && | \| /).map((each) => each.trim()))
      if (text) found.push({ line: from, text, isMention: false });
    begun = "";
  }
  return found;
}

/** A comment begins with a # that no quotes hold, at the beginning or after a space. */
const withoutComment = (line: string) => /^(?:"[^"]*"|'[^']*'|(?!(?<=^|\s)#).)*/.exec(line)![0];

/** What stands for a value in usage lines, and a value. */
const PLACEHOLDERS: Record<string, string> = {
  NAME: "nomad",
  SOURCE: "compose.yaml",
  IMAGE: "registry.example.com/web:1",
  FILE: "A.json",
  A: "replicas=2",
  B: "replicas=5",
};

/** The arguments of a command of Podium, as a shell splits them: `[NAME…]` is one name, `up|down` the first of both. */
export const argumentsOf = (text: string): string[] =>
  split(text.replace(/^(npx )?podium /, "").replace(/[[\]]/g, ""))
    .map((word) => (/^[a-z]+(\|[a-z]+)+$/.test(word) ? word.split("|")[0]! : word))
    .map((word) => PLACEHOLDERS[word.replace(/…$/, "")] ?? word);
