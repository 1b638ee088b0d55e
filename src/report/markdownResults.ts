import type { Metric } from "../drills/metrics";
import { noteSign } from "../visuals/notes";
import { withRange } from "../visuals/words";
import { OFFERED } from "./answer/advice";
import { besideWords } from "./beside";
import { isTried } from "./glance";
import { escaped, list, noteList, rawTable } from "./markup";
import type { AnswerCell, AnswerRow, ReportColumn, ReportModel, Value } from "./model";

/** The answer in sentences. */
export function answer({ answer: { lead, parts, offered } }: ReportModel): string[] {
  return [
    ...lead.map(escaped),
    ...parts.flatMap(({ title, sentences }) => [`### ${title}`, list(sentences.map(escaped))]),
    `### ${OFFERED}`,
    list(offered.map(escaped)),
  ];
}

/** The results at a glance, with what stands beside them. */
export function glance({ columns, requirements, beside, notes }: ReportModel): string[] {
  const rows = requirements.flatMap(({ title, rows }, part) => [
    [`**${title}**`, ...columns.map(() => "")],
    ...rows.flatMap((row, index) => [
      answerRow(escaped(row.label), row),
      ...beside
        .map(({ name, requirements: all }) => ({ name, row: all[part]!.rows[index]! }))
        .filter((each) => isTried(each.row))
        .map((each) => answerRow(`_${escaped(each.name)}_`, each.row)),
    ]),
  ]);
  return [
    rawTable(
      ["", ...columns.map(({ title }) => escaped(title))],
      [
        ["engine", ...columns.map(engineOf)],
        ...beside.map((each) => [`_${escaped(each.name)}_`, ...each.columns.map(engineOf)]),
        ...rows,
      ],
    ),
    ...besideWords(beside).map(escaped),
    ...noteList(notes),
  ];
}

const engineOf = ({ kind, engine }: ReportColumn) => escaped(engine ? `${kind}: ${engine}` : kind);

const answerRow = (head: string, { cells, metric }: AnswerRow) => [
  head,
  ...cells.map((cell) => answerCell(cell, metric)),
];

function answerCell(cell: AnswerCell, metric: Metric): string {
  const note = cell.note ? ` ${escaped(noteSign(cell.note))}` : "";
  if ("why" in cell) return `_${escaped(cell.why)}_${note}`;
  return measured(cell.value, metric) + (cell.remark ? ` _${escaped(cell.remark)}_` : "") + note;
}

/** A number with its range and standing. */
export function measured(value: Value, { unit }: Metric): string {
  const standing = value.standing === "best" ? " **best**" : value.standing === "tie" ? " tie" : "";
  return withRange(value, unit) + standing;
}
