import CliTable from "cli-table3";
import colours from "picocolors";
import { type Notes, noteSign } from "../visuals/notes";

/** Space alone separates columns: lines would only add noise. */
const NO_LINES = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((edge) => [
    [edge, ""],
    [`${edge}-mid`, ""],
    [`${edge}-left`, ""],
    [`${edge}-right`, ""],
  ]),
);

/** A table for a terminal. Columns are as wide as their content; text longer than its column's width is wrapped. */
export function table(head: string[], rows: string[][], widths: (number | null)[] = []): string {
  const result = new CliTable({
    chars: { ...NO_LINES, middle: "  " },
    head: head.map((each) => colours.bold(each)),
    colWidths: widths,
    wordWrap: true,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  result.push(...rows);
  return result.toString();
}

/** The notes of a table, as lines to print below it: each on one, although an engine's message may have several. */
export const notesBelow = ({ texts }: Notes): string[] =>
  texts.map((text, index) => `  ${noteSign(index + 1)} ${text.replace(/\s+/g, " ")}`);

/** A heading between parts of a command's output. */
export const heading = (text: string) => `\n${colours.bold(text)}\n`;
