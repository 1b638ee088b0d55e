import { REQUIREMENTS, type Requirement } from "../../drills/metrics";
import type { Results } from "../../drills/result";
import { enumerate } from "../../visuals/words";
import { type Choice, choose, configuredSentences } from "../choice";
import { drillParts } from "../drills";
import type { Answer, DrillPart } from "../model";
import { advice } from "./advice";
import { sentencesOn } from "./best";
import { losses } from "./losses";
import { surprises } from "./surprises";
import { type Trial, trialsOf } from "./trials";

/** What the measurements say, in sentences that are computed from them. */
export function answerOf(choices: Choice[], parts: DrillPart[]): Answer {
  const trials = trialsOf(choices, parts);
  const requirements = (Object.keys(REQUIREMENTS) as Requirement[]).map((key) => ({
    title: REQUIREMENTS[key] as string,
    sentences: sentencesOn(key, trials),
  }));
  const { measured, offered } = advice(trials);
  const untried = requirements.filter(({ sentences }) => !sentences.length).map(({ title }) => title);
  return {
    lead: trials.length
      ? [
          basis(trials),
          ...configuredSentences(choices),
          ...(untried.length ? [`Not measured on them: ${untried.join("; ")}.`] : []),
        ]
      : [NOTHING],
    parts: [
      ...requirements,
      { title: "What each loses, and when", sentences: losses(trials) },
      { title: "What surprises", sentences: surprises(trials) },
      { title: "If you need …, look at …", sentences: measured },
    ].filter(({ sentences }) => sentences.length),
    offered,
  };
}

const NOTHING = "No real engine was measured, so there is nothing to say about how any of them behaves.";

function basis(trials: Trial[]): string {
  const titles = enumerate([...new Set(trials.map(({ title }) => title))]);
  const isOnce = trials.every(({ runs }) => runs.length === 1);
  const reading = isOnce
    ? "Each drill has one run there, so nothing is compared: one run alone has no range."
    : "Numbers are medians, with the range of all runs in parentheses. Nothing with only one run is compared, and no time of a drill that failed.";
  return `Only real engines count here: ${titles}. ${reading}`;
}

/** The same of one session. */
export function answerOfSession(results: Results): Answer {
  const choices = choose([{ path: "", results, problems: [] }]);
  return answerOf(choices, drillParts(choices));
}
