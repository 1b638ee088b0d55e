import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Fragment, h } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import type { ReportModel } from "../model";
import { count, day } from "../../visuals/words";
import { Answer } from "./answer";
import { type Charts, loadCharts } from "./charts";
import { FidelityMatrix, Words } from "./contract";
import { type Highlighter, loadHighlighter } from "./highlight";
import { Footprint, Numbers, Timings } from "./measures";
import { Podium } from "../../visuals/parts";
import { Programs, sourceRules, Sources } from "./programs";
import { Provenance } from "./provenance";
import { Timelines } from "./timelines";

const SECTIONS: [id: string, title: string][] = [
  ["answer", "Answer"],
  ["timelines", "Second by second"],
  ["timings", "Times"],
  ["footprint", "Cost"],
  ["words", "Words"],
  ["fidelity", "Fidelity"],
  ["programs", "Programs"],
  ["source", "Source"],
  ["numbers", "Every number"],
  ["provenance", "Where from"],
];

/** The whole report as one file, which fetches nothing and runs nothing. */
export async function renderHtml(report: ReportModel): Promise<string> {
  const [charts, highlighter] = await Promise.all([loadCharts(), loadHighlighter()]);
  const body = renderToStaticMarkup(h(Body, { report, charts, highlighter }));
  const sheet = ["../../visuals/base.css", "style.css"].map(styleSheet).join("\n");
  const style = `${sheet}\n${sourceRules(report.programs)}${highlighter.css()}`;
  const head = renderToStaticMarkup(h(Head, { report, policy: policy(style) }));
  // A style sheet is no text to be escaped; it is Podium's own, and only its hash is allowed.
  return `<!doctype html>\n<html lang="en">\n<head>${head}<style>${style}</style></head>\n<body>${body}</body>\n</html>\n`;
}

/** Without its indents. */
const styleSheet = (file: string) =>
  readFileSync(join(__dirname, file), "utf8").replace(/\n\s*/g, "\n").trim();

/** Whatever engines' messages may hold: no script runs, and nothing is fetched. */
function policy(style: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32"><path fill="#5f59bb" d="M17 4h14v28H17zM1 14h14v18H1zM33 20h14v12H33z"/></svg>',
)}`;

const Head = ({ report, policy: content }: { report: ReportModel; policy: string }) =>
  h(
    Fragment,
    null,
    h("meta", { charset: "utf-8" }),
    h("meta", { "http-equiv": "Content-Security-Policy", content }),
    h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    h("meta", { name: "color-scheme", content: "light dark" }),
    h("meta", { name: "generator", content: `Podium ${report.podium.version}` }),
    h("link", { rel: "icon", href: ICON }),
    h("title", null, "Container orchestrators side by side"),
  );

const Body = ({
  report,
  charts,
  highlighter,
}: {
  report: ReportModel;
  charts: Charts;
  highlighter: Highlighter;
}) =>
  h(
    Fragment,
    null,
    h("a", { class: "skip", href: "#answer" }, "Skip to the answer"),
    h(
      "header",
      null,
      h("p", { class: "brand" }, h(Podium, null), "Podium"),
      h("h1", null, "Container orchestrators side by side"),
      h(
        "p",
        { class: "lead" },
        "One sample image, built once, deployed by seven Pulumi programs, and measured.",
      ),
      h("p", { class: "aside" }, origin(report)),
      h(
        "nav",
        { "aria-label": "Parts of this report" },
        h(
          "ul",
          null,
          SECTIONS.map(([id, title]) => h("li", null, h("a", { href: `#${id}` }, title))),
        ),
      ),
    ),
    h(
      "main",
      null,
      h(Answer, { report }),
      h(Timelines, { report, charts }),
      h(Timings, { report, charts }),
      h(Footprint, { report, charts }),
      h(Words, { report }),
      h(FidelityMatrix, { report }),
      h(Programs, { report }),
      h(Sources, { report, highlighter }),
      h(Numbers, { report }),
      h(Provenance, { report }),
    ),
    h(
      "footer",
      null,
      h("p", null, "Made by ", h("code", null, "podium report"), `, Podium ${report.podium.version}.`),
    ),
  );

/** Where all of it comes from, in a line; the last part of the page has the whole of it. */
function origin({ sources, generatedAt }: ReportModel): h.JSX.Element {
  const used = sources.filter(({ state }) => state === "used");
  const dates = used.map(({ about }) => about!.startedAt).sort();
  const wrong = sources.filter(({ problems }) => problems.length).length;
  const measured = !used.length
    ? "Nothing was measured"
    : `Measured ${[...new Set([dates[0]!, dates.at(-1)!].map(day))].join(" to ")}, in ${used.length === 1 ? "one session" : `${used.length} sessions`}`;
  return h(
    Fragment,
    null,
    `${measured}. Written ${day(generatedAt)}. `,
    h(
      "a",
      { href: "#provenance" },
      wrong
        ? `Commands, machines and settings; remarks on ${count(wrong, "results file")}.`
        : "Commands, machines and settings.",
    ),
  );
}
