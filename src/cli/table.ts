import CliTable from "cli-table3";
import colours from "picocolors";

/** Columns are told apart by space alone: lines would only add noise. */
const NO_LINES = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((edge) => [
    [edge, ""],
    [`${edge}-mid`, ""],
    [`${edge}-left`, ""],
    [`${edge}-right`, ""],
  ]),
);

/** A table for the terminal; columns are as wide as their content, and texts longer than `widths` are wrapped. */
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

/** A heading between the parts of a command's output. */
export const heading = (text: string) => `\n${colours.bold(text)}\n`;

/** E.g. "1 resource", "3 resources". */
export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
