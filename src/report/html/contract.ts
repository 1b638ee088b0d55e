import { h } from "preact";
import type { ItemFidelity } from "../../workload/fidelity";
import type { ReportColumn, ReportModel } from "../model";
import { kindOf, SIGNS } from "../../visuals/words";
import { More, Scroll, Section, Table } from "../../visuals/parts";
import { titleOf } from "../titles";

/** The same concepts in each orchestrator's own words. */
export const Words = ({ report: { columns, concepts } }: { report: ReportModel }) =>
  h(
    Section,
    { id: "words", title: "The same concepts in each orchestrator’s words" },
    h(
      Scroll,
      { label: "Concepts by orchestrator" },
      h(Table, {
        caption: "What each orchestrator calls the same concept",
        isHidden: true,
        class: "words",
        head: ["", ...concepts.map(({ label }) => label)],
        rows: columns.map(({ name, title }) => [title, ...concepts.map(({ words }) => words[name])]),
      }),
    ),
  );

/** How faithfully each expresses the contract: the matrix, then each item with properties and effects. */
export const FidelityMatrix = ({ report: { columns, fidelity } }: { report: ReportModel }) =>
  h(
    Section,
    {
      id: "fidelity",
      title: "How faithfully each expresses the workload",
      lead: "The workload is specified once, independently of any orchestrator. Open an item to see which property expresses it, and what that means for a user.",
    },
    h(
      "ul",
      { class: "legend", "aria-label": "Legend" },
      (Object.keys(SIGNS) as ItemFidelity["level"][]).map((level) => h("li", null, h(Sign, { level }))),
    ),
    h(
      Scroll,
      { label: "Fidelity by orchestrator" },
      h(Table, {
        caption: "Fidelity of each item of the workload on each orchestrator",
        isHidden: true,
        class: "matrix",
        head: ["", ...columns.map(({ title }) => title)],
        rows: fidelity.map(({ item, label, levels }) => [
          h("a", { href: `#item-${item}` }, label),
          ...columns.map(({ name }) => h(Sign, { level: levels[name].level, isShort: true })),
        ]),
      }),
    ),
    fidelity.map((each) => h(Item, { ...each, columns })),
  );

const Sign = ({ level, isShort }: { level: ItemFidelity["level"]; isShort?: boolean }) =>
  h(
    "span",
    { class: `level ${level}` },
    h("span", { "aria-hidden": "true" }, SIGNS[level]),
    h("span", { class: isShort ? "hidden" : undefined }, ` ${level}`),
  );

const Item = ({
  item,
  label,
  levels,
  columns,
}: ReportModel["fidelity"][number] & { columns: ReportColumn[] }) =>
  h(
    More,
    {
      id: `item-${item}`,
      onPaper: true,
      summary: h("span", null, h("strong", null, label), ` ${tally(Object.values(levels))}`),
    },
    h(
      Scroll,
      { label: `${label} on each orchestrator` },
      h(Table, {
        caption: `${label}: property and effect`,
        isHidden: true,
        class: "item",
        head: ["", "how", "property", "effect"],
        rows: columns.map(({ name }) => {
          const declared = levels[name];
          return [
            titleOf(name),
            h(Sign, { level: declared.level }),
            declared.level === "unsupported"
              ? "none"
              : h(
                  "span",
                  null,
                  kindOf(declared.property.type),
                  " ",
                  h("code", null, breakable(declared.property.path)),
                ),
            declared.effect ?? "as configured",
          ];
        }),
      }),
    ),
  );

/** E.g. "5 native, 2 approximated". */
const tally = (all: ItemFidelity[]): string =>
  (Object.keys(SIGNS) as ItemFidelity["level"][])
    .map((level) => [all.filter((each) => each.level === level).length, level] as const)
    .filter(([number]) => number)
    .map(([number, level]) => `${number} ${level}`)
    .join(", ");

/** Lets long paths break after a dot. */
const breakable = (path: string) =>
  path.split(".").flatMap((part, index) => (index ? [".", h("wbr", null), part] : [part]));
