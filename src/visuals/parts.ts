import { type ComponentChildren, h, type VNode } from "preact";
import { versionColour } from "../../app/colour";
import type { ColumnKind } from "../report/model";

/** The pieces that all parts of the page are made of. They are plain Preact, so a live page can use them, too. */

export const KIND_LABELS: Record<ColumnKind, string> = {
  real: "real engine",
  emulator: "emulated",
  "stand-in": "stand-in",
  planned: "only planned",
  unknown: "engine not told",
};

/** How real an engine was: by its words, and by a sign that is fuller the more real it is. */
export const Kind = ({ kind }: { kind: ColumnKind }) =>
  h("span", { class: `kind ${kind}` }, KIND_LABELS[kind]);

interface SectionProps {
  id: string;
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

export const Section = ({ id, title, lead, children }: SectionProps) =>
  h(
    "section",
    { id, "aria-labelledby": `${id}-heading` },
    h("h2", { id: `${id}-heading` }, title),
    lead && h("p", { class: "lead" }, lead),
    children,
  );

/** What is wider than a phone scrolls by itself, with the keyboard, too. */
export const Scroll = ({ label, children }: { label: string; children?: ComponentChildren }) =>
  h("div", { class: "scroll", role: "region", "aria-label": label, tabIndex: 0 }, children);

export interface TableProps {
  caption: string;
  /** Whether the caption is only for those who do not see the heading above. */
  isHidden?: boolean;
  head: ComponentChildren[];
  /** The first cell of a row is its header. */
  rows: ComponentChildren[][];
  /** Indices of columns of numbers. */
  numbers?: number[];
  class?: string;
}

/** A table with row and column headers; empty heads have none to tell. */
export const Table = ({ caption, isHidden, head, rows, numbers = [], class: name }: TableProps) =>
  h(
    "table",
    { class: name },
    h("caption", { class: isHidden ? "hidden" : undefined }, caption),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        head.map((each, index) =>
          each === ""
            ? h("td", null)
            : h("th", { scope: "col", class: numbers.includes(index) ? "number" : undefined }, each),
        ),
      ),
    ),
    h(
      "tbody",
      null,
      rows.map(([first, ...others]) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, first),
          others.map((each, index) =>
            h("td", { class: numbers.includes(index + 1) ? "number" : undefined }, each),
          ),
        ),
      ),
    ),
  );

/** More than most want to see; what is `onPaper` is printed all the same. */
export const More = ({
  summary,
  onPaper,
  id,
  children,
}: {
  summary: ComponentChildren;
  onPaper?: boolean;
  id?: string;
  children?: ComponentChildren;
}) => h("details", { id, class: onPaper ? "on-paper" : undefined }, h("summary", null, summary), children);

/** SVG text that was made by Charts, which escapes what is in it. */
export const Drawing = ({ svg }: { svg: string }) =>
  h("div", { class: "drawing", dangerouslySetInnerHTML: { __html: svg } });

/** A colour as it is in a chart. */
export const Swatch = ({ fill }: { fill: string }): VNode =>
  h(
    "svg",
    { class: "swatch", viewBox: "0 0 12 12", "aria-hidden": "true" },
    h("rect", { width: 12, height: 12, rx: 2, fill }),
  );

export const VersionSwatch = ({ version }: { version: string }) =>
  h(Swatch, { fill: versionColour(version) });

/** The three steps of a podium. */
export const Podium = () =>
  h(
    "svg",
    { class: "podium", viewBox: "0 0 48 32", "aria-hidden": "true" },
    h("path", { d: "M17 4h14v28H17zM1 14h14v18H1zM33 20h14v12H33z" }),
  );
