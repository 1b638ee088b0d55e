// The parts of Markdown that the report is made of.

/** An unordered list of Markdown. */
export const list = (items: string[]) => items.map((item) => `- ${item}`).join("\n");

/** A table of plain text. */
export const table = (head: string[], rows: (string | number)[][]) =>
  rawTable(
    head.map(escaped),
    rows.map((row) => row.map((cell) => escaped(String(cell)))),
  );

/** A table whose cells are Markdown already. */
export const rawTable = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Escapes plain text: no HTML, no markup, and nothing that ends a cell or a line. */
export const escaped = (text: string): string =>
  text
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\`*_[\]|~#]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    // Whatever looks like a URL would become a link.
    .replace(/\b(https?|ftp):\/\//gi, "$1:&#47;&#47;")
    .replace(/\bwww\./gi, "www&#46;");

/** A code block with a fence longer than any in the code. */
export function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}typescript\n${code}\n${fence}`;
}

/** Below a table, with the numbers that its cells refer to. */
export const noteList = (notes: string[]): string[] =>
  notes.length ? [notes.map((note, index) => `${index + 1}. ${escaped(note)}`).join("\n")] : [];
