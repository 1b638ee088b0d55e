import colours from "picocolors";
import type { Results } from "../drills/result";
import { answerOfSession } from "../report/answer";
import { heading } from "./table";

/** What a session's measurements say, in sentences. */
export function answerText(results: Results): string {
  const { lead, parts } = answerOfSession(results);
  return [
    heading("The answer").trimEnd(),
    ...lead,
    ...parts.flatMap(({ title, sentences }) => [
      `\n${colours.bold(title)}`,
      ...sentences.map((sentence) => `  - ${sentence}`),
    ]),
    "",
  ].join("\n");
}
