import { difference, type Difference } from "../../diff";
import { DRILL_NAMES } from "../../drills/metrics";
import type { Results } from "../../drills/result";
import { ORCHESTRATOR_NAMES } from "../../orchestrators";
import { type Plan, planEach } from "../../plan";
import { trialsOfSession, type Trial } from "../../report/answer/trials";
import { elsewhere } from "../elsewhere";

/** A question of the knowledge check, whose answer is computed. */
export interface Question {
  /** Names it in errors. */
  name: string;
  ask: string;
  answer: Answering;
  /** The command that shows it. */
  see: string;
}

/** @throws Error that says why there is no single right option. */
export type Answering = (material: Material) => Answer;

export interface Answer {
  options: string[];
  /** The one of them that is right. */
  right: string;
  /** The figures that make it so, in sentences. */
  because: string;
}

/** What answers are computed from. */
export interface Material {
  /** What recordings have of real engines. */
  trials: Trial[];
  /** All programs, with the defaults. */
  plans: Plan[];
  /** What one more instance changes in each. */
  scaled: Difference[];
}

/**
 * Plans all programs, and reads recordings.
 * @param recordings preferred ones first.
 */
export const materialOf = (recordings: Results[]): Promise<Material> =>
  elsewhere(async () => {
    const plans = await planEach(ORCHESTRATOR_NAMES);
    const scaled: Difference[] = [];
    // One must end before the next begins.
    for (const name of ORCHESTRATOR_NAMES)
      scaled.push(await difference(name, {}, { "podium:replicas": "3" }));
    return { trials: trialsOf(recordings), plans, scaled };
  });

/** Those of each drill come from the first recording with results on the most engines: only those are compared. */
export const trialsOf = (recordings: Results[]): Trial[] => {
  const all = recordings.map(trialsOfSession);
  return DRILL_NAMES.flatMap((drill) => {
    const ofDrill = all.map((trials) => trials.filter((trial) => trial.drill === drill));
    const most = Math.max(...ofDrill.map(({ length }) => length));
    return ofDrill.find(({ length }) => length === most) ?? [];
  });
};

/**
 * A question's answer.
 * @throws Error that names the question, unless exactly one option is right: then it has to be reworded or replaced.
 */
export function answerTo({ name, answer }: Question, material: Material): Answer {
  try {
    const found = answer(material);
    if (new Set(found.options).size < found.options.length) throw new Error("two options are the same");
    if (!found.options.includes(found.right)) throw new Error(`${found.right} is not among the options`);
    return found;
  } catch (error) {
    throw new Error(
      `The question “${name}” of the knowledge check has no single right answer: ${(error as Error).message}. Reword or ` +
        "replace it in src/docs/quiz/questions.ts, and run `npm run docs`.",
      { cause: error },
    );
  }
}
