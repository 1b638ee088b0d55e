import { type ComponentChildren, h, type VNode } from "preact";
import type { EngineKind } from "../orchestrators/engine";
import { colourOf, type Version } from "./layers";

// The components of the report, in plain Preact, so that the live page can use them as well.

/** `planned`: nothing was measured. `unknown`: it was measured, but the file does not say on which engine. */
export type ColumnKind = EngineKind | "planned" | "unknown";

/** How real an engine was, as a label. */
export const KIND_LABELS: Record<ColumnKind, string> = {
  real: "real engine",
  emulator: "emulated",
  "stand-in": "stand-in",
  planned: "planned only",
  unknown: "unknown engine",
};

/** How real an engine was: a label, and a sign that is fuller the more real it is. */
export const Kind = ({ kind }: { kind: ColumnKind }) =>
  h("span", { class: `kind ${kind}` }, KIND_LABELS[kind]);

interface SectionProps {
  id: string;
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

/** A section of the page, with its heading and an introduction. */
export const Section = ({ id, title, lead, children }: SectionProps) =>
  h(
    "section",
    { id, "aria-labelledby": `${id}-heading` },
    h("h2", { id: `${id}-heading` }, title),
    lead && h("p", { class: "lead" }, lead),
    children,
  );

/** Content that may be wider than a phone: it scrolls in its own region, also with the keyboard. */
export const Scroll = ({ label, children }: { label: string; children?: ComponentChildren }) =>
  h("div", { class: "scroll", role: "region", "aria-label": label, tabIndex: 0 }, children);

export interface TableProps {
  caption: string;
  /** Whether the caption is for screen readers only, since a heading above says the same. */
  isHidden?: boolean;
  head: ComponentChildren[];
  /** The first cell of a row is its header. */
  rows: ComponentChildren[][];
  /** Indices of columns of numbers. */
  numbers?: number[];
  class?: string;
}

/** A table with row and column headers; an empty head is not a header. */
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

/** The number of a note, as a link to it. */
export const NoteRef = ({ id, number }: { id: string; number: number }) =>
  h("sup", null, h("a", { href: `#${id}-note-${number}`, "aria-label": `Note ${number}` }, number));

/** Notes below a table, numbered; nothing without any. */
export const NoteList = ({ id, label, notes }: { id: string; label: string; notes: ComponentChildren[] }) =>
  notes.length
    ? h(
        "ol",
        { class: "notes", "aria-label": label },
        notes.map((note, index) => h("li", { id: `${id}-note-${index + 1}` }, note)),
      )
    : null;

/** Details that are collapsed at first; those `onPaper` are printed nevertheless. */
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

/** An SVG string from `Charts`, which escapes its content. */
export const Drawing = ({ svg }: { svg: string }) =>
  h("div", { class: "drawing", dangerouslySetInnerHTML: { __html: svg } });

/** A sample of a chart's colour, for a legend. */
export const Swatch = ({ fill }: { fill: string }): VNode =>
  h(
    "svg",
    { class: "swatch", viewBox: "0 0 12 12", "aria-hidden": "true" },
    h("rect", { width: 12, height: 12, rx: 2, fill }),
  );

/** A sample of a version's colour. */
export const VersionSwatch = ({ version }: { version: Version }) => h(Swatch, { fill: colourOf(version) });

/** The three steps of a podium. */
export const Podium = () =>
  h(
    "svg",
    { class: "podium", viewBox: "0 0 48 32", "aria-hidden": "true" },
    h("path", { d: "M17 4h14v28H17zM1 14h14v18H1zM33 20h14v12H33z" }),
  );
