import { h } from "preact";
import type {
  AnswerCell,
  AnswerRow,
  Beside,
  ReportColumn,
  ReportModel,
  RequirementRows,
  Value,
} from "../model";
import { besideWords } from "../beside";
import { isTried } from "../glance";
import type { Metric } from "../../drills/metrics";
import { quantity, range } from "../../visuals/words";
import { Kind, NoteRef, NoteList, Scroll, Section } from "../../visuals/parts";

const ID = "results";

/** The results at a glance: requirements as rows, orchestrators as columns. */
export const Glance = ({
  report: { columns, requirements, beside, notes, summary },
}: {
  report: ReportModel;
}) =>
  h(
    Section,
    { id: ID, title: "Results at a glance" },
    h(
      "ul",
      { class: "plain lead" },
      summary.map((sentence) => h("li", null, sentence)),
    ),
    h(
      Scroll,
      { label: "Requirements by orchestrator" },
      h(
        "table",
        { class: "answer" },
        h("caption", { class: "hidden" }, "Measurements by requirement and orchestrator"),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("td", null),
            columns.map((column) => h(Head, { column })),
          ),
        ),
        beside.length > 0 && h(Engines, { beside }),
        requirements.map((each, index) =>
          h(Requirement, {
            requirement: each,
            columns: columns.length,
            beside: beside.map(({ name, requirements: all }) => ({ name, rows: all[index]!.rows })),
          }),
        ),
      ),
    ),
    besideWords(beside).map((words) => h("p", { class: "aside" }, words)),
    h(NoteList, { id: ID, label: "Notes on the results", notes }),
  );

const Head = ({ column: { title, kind, engine } }: { column: ReportColumn }) =>
  h("th", { scope: "col" }, title, h(Kind, { kind }), engine && h("span", { class: "engine" }, engine));

/** The engines of what stands beside the results. */
const Engines = ({ beside }: { beside: Beside[] }) =>
  h(
    "tbody",
    { class: "beside" },
    beside.map(({ name, columns }) =>
      h(
        "tr",
        null,
        h("th", { scope: "row" }, name),
        columns.map(({ kind, engine }) =>
          h("td", { class: "number" }, h(Kind, { kind }), engine && h("span", { class: "engine" }, engine)),
        ),
      ),
    ),
  );

interface RequirementProps {
  requirement: RequirementRows;
  columns: number;
  /** The same rows of what stands beside the results. */
  beside: { name: string; rows: AnswerRow[] }[];
}

/** Consecutive rows without a measurement for the same reason show that reason once, unless other rows are between them. */
const Requirement = ({ requirement: { key, title, rows }, columns, beside: all }: RequirementProps) => {
  const beside = all.filter((side) => side.rows.some(isTried));
  return h(
    "tbody",
    { id: key },
    h(
      "tr",
      { class: "requirement" },
      h("th", { scope: "rowgroup", colSpan: columns + 1 }, h("span", null, title)),
    ),
    rows.map((row, index) => {
      const isFirst = row.drill !== rows[index - 1]?.drill;
      const cells = (of: AnswerRow, spanIn: (column: number) => number) =>
        of.cells.map((cell, column) => h(Cell, { cell, metric: of.metric, isFirst, span: spanIn(column) }));
      return [
        h(
          "tr",
          { class: isFirst ? "first" : undefined },
          h("th", { scope: "row" }, row.label),
          cells(row, (column) => (beside.length ? 1 : spanOf(rows, index, column))),
        ),
        beside
          .map((side) => ({ name: side.name, other: side.rows[index]! }))
          .filter(({ other }) => isTried(other))
          .map(({ name, other }) =>
            h(
              "tr",
              { class: "beside" },
              h("th", { scope: "row" }, name),
              cells(other, () => 1),
            ),
          ),
      ];
    }),
  );
};

/** How many rows a reason spans; 0 if it is already shown above. */
function spanOf(rows: AnswerRow[], index: number, column: number): number {
  const why = (row?: AnswerRow) => {
    const cell = row?.cells[column];
    return cell && "why" in cell ? `${cell.why} ${cell.note}` : undefined;
  };
  const own = why(rows[index]);
  if (own === undefined) return 1;
  if (why(rows[index - 1]) === own) return 0;
  let span = 1;
  while (why(rows[index + span]) === own) span++;
  return span;
}

interface CellProps {
  cell: AnswerCell;
  metric: Metric;
  /** Whether it is in the first row of its drill, which shows what applies to the whole drill. */
  isFirst: boolean;
  span: number;
}

function Cell({ cell, metric, isFirst, span }: CellProps) {
  if (!span) return null;
  if ("why" in cell) {
    const isFailure = cell.why.startsWith("failed");
    return h(
      "td",
      { class: isFailure ? "why failure" : "why", rowSpan: span > 1 ? span : undefined },
      cell.why,
      cell.note && h(NoteRef, { id: ID, number: cell.note }),
    );
  }
  const { value, remark, note } = cell;
  return h(
    "td",
    { class: "number" },
    h(Quantity, { value, metric }),
    isFirst && remark && h("span", { class: "remark" }, remark, note && h(NoteRef, { id: ID, number: note })),
  );
}

/** Median, range and standing. */
export function Quantity({ value, metric: { unit, better } }: { value: Value; metric: Metric }) {
  const isLoss = unit === "requests" && better === "lower" && value.median > 0;
  const between = range(value, unit);
  return h(
    "span",
    { class: `value ${value.standing ?? ""}` },
    h("span", { class: isLoss ? "median loss" : "median" }, quantity(value.median, unit)),
    between && h("span", { class: "range" }, between),
    value.standing && value.standing !== "behind" && h("span", { class: "standing" }, value.standing),
  );
}
