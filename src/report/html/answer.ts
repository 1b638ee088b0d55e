import { h } from "preact";
import { Section } from "../../visuals/parts";
import { OFFERED } from "../answer/advice";
import type { ReportModel } from "../model";

/** The sentences that are computed from the measurements. */
export const Answer = ({ report: { answer } }: { report: ReportModel }) =>
  h(
    Section,
    { id: "answer", title: "The answer", lead: answer.lead.join(" ") },
    h(
      "div",
      { class: "sentences" },
      [...answer.parts, { title: OFFERED, sentences: answer.offered }].map(({ title, sentences }) => [
        h("h3", null, title),
        h(
          "ul",
          null,
          sentences.map((sentence) => h("li", null, sentence)),
        ),
      ]),
    ),
  );
