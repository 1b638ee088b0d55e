import { h } from "preact";
import { ORCHESTRATOR_NAMES } from "../../orchestrators";
import { realOnes } from "../../program/resources";
import type { Program, ReportModel } from "../model";
import { count, kindOf } from "../../visuals/words";
import type { Highlighter } from "./highlight";
import { More, Scroll, Section, Table } from "../../visuals/parts";
import { programTable } from "../tables";
import { titleOf } from "../titles";

/** What each program creates, what that costs, and how much code it takes. */
export const Programs = ({ report: { programs } }: { report: ReportModel }) =>
  h(
    Section,
    {
      id: "programs",
      title: "What each program creates",
      lead: "Found by running the Pulumi programs with mocks, which needs no engine. Line counts exclude comments and empty lines.",
    },
    h(
      Scroll,
      { label: "Resources and lines of each program" },
      h(Table, {
        caption: "Resources and lines of code of each program",
        isHidden: true,
        ...programTable(programs),
        numbers: [1, 2, 3, 4, 5],
      }),
    ),
    programs.map(({ cost }) => cost && h("p", { class: "aside" }, cost)),
    programs.map(({ name, resources }) =>
      h(
        More,
        {
          summary: h(
            "span",
            null,
            h("strong", null, titleOf(name)),
            `: list of ${count(realOnes(resources).length, "resource")}`,
          ),
        },
        h(Table, {
          caption: `Resources of ${titleOf(name)}`,
          isHidden: true,
          head: ["name", "kind", "type"],
          rows: realOnes(resources).map((each) => [each.name, kindOf(each.type), h("code", null, each.type)]),
        }),
      ),
    ),
  );

/** The programs shown at first: the first and the last of the list. */
const SIDES = { left: ORCHESTRATOR_NAMES[0], right: ORCHESTRATOR_NAMES.at(-1) };

/** The source code of the programs. Radio buttons choose two, and CSS alone shows those; see `sourceRules`. */
export const Sources = ({
  report: { programs },
  highlighter,
}: {
  report: ReportModel;
  highlighter: Highlighter;
}) =>
  h(
    Section,
    {
      id: "source",
      title: "Two programs side by side",
      lead: "The source code of each deployment: the stack’s program and the component that it uses.",
    },
    h(
      "div",
      { class: "choices" },
      (["left", "right"] as const).map((side) =>
        h(
          "fieldset",
          null,
          h("legend", null, side === "left" ? "First" : "Second"),
          programs.map(({ name }) =>
            h(
              "label",
              null,
              h("input", { type: "radio", name: side, id: `${side}-${name}`, checked: SIDES[side] === name }),
              titleOf(name),
            ),
          ),
        ),
      ),
    ),
    h(
      "div",
      { class: "sources" },
      programs.map((program) => h(Source, { program, highlighter })),
    ),
  );

const Source = ({
  program: { name, files, helpers },
  highlighter,
}: {
  program: Program;
  highlighter: Highlighter;
}) =>
  h(
    "section",
    { class: "program", id: `program-${name}`, "aria-labelledby": `program-${name}-heading` },
    h("h3", { id: `program-${name}-heading` }, titleOf(name)),
    files.map(({ path, code }) =>
      h(
        "figure",
        null,
        h("figcaption", null, h("code", null, path)),
        h(
          "pre",
          { tabIndex: 0, role: "region", "aria-label": `${path} of ${titleOf(name)}` },
          h(
            "code",
            null,
            highlighter.lines(code).map((line) => [
              h(
                "span",
                { class: "l" },
                line.map(({ text, style }) => (style ? h("i", { class: style }, text) : text)),
              ),
              "\n",
            ]),
          ),
        ),
      ),
    ),
    helpers.length > 0 &&
      h("p", { class: "aside" }, `It also uses ${helpers.map((path) => path.split("/").at(-1)).join(", ")}.`),
  );

/** CSS that shows the two chosen programs, the first one first; a browser without `:has` shows all. */
export function sourceRules(programs: Program[]): string {
  const of = (side: string, rule: string) =>
    programs.map(({ name }) => `#source:has(#${side}-${name}:checked) #program-${name}{${rule}}`).join("");
  return (
    "@supports selector(:has(*)){#source .program{display:none}" +
    of("right", "display:block;order:2") +
    of("left", "display:block;order:1") +
    "}"
  );
}
