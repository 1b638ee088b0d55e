import { h } from "preact";
import { ORCHESTRATOR_NAMES } from "../../orchestrators";
import type { ReportModel, Source } from "../model";
import { count, day } from "../../visuals/words";
import { Section } from "../../visuals/parts";
import { titleOf } from "./titles";

const STATES: Record<Source["state"], string> = {
  used: "used",
  "not used": "not used: newer sessions, or other engines, have told of the same drills",
  broken: "cannot be read",
};

/** Where the numbers come from: files, commands, dates, machines, and what is wrong with them. */
export const Provenance = ({ report: { sources, columns, generatedAt, podium } }: { report: ReportModel }) =>
  h(
    Section,
    {
      id: "provenance",
      title: "Where the numbers come from",
      lead: `Made by Podium ${podium.version} on ${day(generatedAt)}. Of each drill on each orchestrator the newest session that has a result is shown.`,
    },
    h(
      "dl",
      { class: "facts" },
      columns.map(({ title, standing }) => [h("dt", null, title), h("dd", null, standing)]),
    ),
    sources.length === 0 &&
      h("p", null, "No results file was found: everything here is from running the programs with mocks."),
    sources.map((source, index) => h(SourceFile, { source, index })),
  );

const SourceFile = ({
  source: { path, state, problems, runs, about },
  index,
}: {
  source: Source;
  index: number;
}) =>
  h(
    "article",
    { class: "source-file", id: `source-${index}`, "aria-labelledby": `source-${index}-heading` },
    h("h3", { id: `source-${index}-heading` }, about ? day(about.startedAt) : path),
    problems.length > 0 &&
      h(
        "ul",
        { class: "problems" },
        problems.map((problem) => h("li", null, problem)),
      ),
    h(
      "dl",
      { class: "facts" },
      row("File", `${path} (${STATES[state]})`),
      about && [
        row("Command", h("code", null, about.command)),
        row("Runs", `${count(runs, "run")}, ${about.settings.runs} of each drill asked for`),
        row(
          "Load",
          `${about.settings.rate} requests a second; lost after ${about.settings.timeout} s without an answer`,
        ),
        row(
          "Workload",
          `${about.settings.replicas} instances, each ${about.settings.cpu} cores and ${about.settings.memory} MiB`,
        ),
        row(
          "Machine",
          `${about.machine.processor}, ${about.machine.cores} cores, ${Math.round(about.machine.memory / 1024)} GiB; ${about.machine.os}, ${about.machine.architecture}; Node.js ${about.machine.node}`,
        ),
        row("Engines", enginesOf(about) || "none told"),
        row("Image", h("code", { class: "long" }, about.image)),
        row("Podium", about.podium.version),
      ],
    ),
  );

const row = (term: string, description: preact.ComponentChildren) => [
  h("dt", null, term),
  h("dd", null, description),
];

const enginesOf = ({ engines }: NonNullable<Source["about"]>) =>
  ORCHESTRATOR_NAMES.flatMap((name) => {
    const engine = engines[name];
    return engine ? [`${titleOf(name)}: ${engine.product} ${engine.version} (${engine.kind})`] : [];
  }).join("; ");
