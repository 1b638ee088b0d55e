import { DRILL_NAMES, DRILLS } from "../drills/metrics";
import type { DrillRun, Results, Timeline } from "../drills/result";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { capital } from "../report/answer/words";
import { nameOf } from "../report/recorded";
import { titleOf } from "../report/titles";
import { entriesOf } from "./entries";
import { toLast } from "./orders";
import type { Chapter, Part, Recording } from "./replay";

type Recorded = DrillRun & { timeline: Timeline };

const isRecorded = (run: DrillRun): run is Recorded => (run.timeline?.seconds.length ?? 0) > 0;

/**
 * A session as the page replays it: a chapter for each repetition of each drill that was recorded second by second.
 * @param names the orchestrators to show.
 */
export function recordingOf(results: Results, names: OrchestratorName[], speed: number): Recording {
  const { podium, settings, runs } = results;
  const shown = runs.filter(({ orchestrator }) => names.includes(orchestrator));
  const chapters = DRILL_NAMES.flatMap((drill) => {
    const ofDrill = shown.filter((run) => run.drill === drill);
    const numbers = [...new Set(ofDrill.filter(isRecorded).map(({ run }) => run))].sort((a, b) => a - b);
    const repetitions = Math.max(...ofDrill.map(({ run }) => run));
    return numbers.map((number) =>
      chapterOf(
        results,
        ofDrill.filter(({ run }) => run === number),
        repetitions,
      ),
    );
  });
  return {
    about: `${capital(nameOf(results))}, Podium ${podium.version}`,
    rate: settings.rate,
    speed,
    chapters,
  };
}

/**
 * @param runs of one drill, one on each orchestrator.
 * @param repetitions of this drill: a recording may have fewer of some than of others.
 */
function chapterOf(results: Results, runs: DrillRun[], repetitions: number): Chapter {
  const { drill, run } = runs[0]!;
  const ordered = ORCHESTRATOR_NAMES.flatMap((name) =>
    runs.filter(({ orchestrator }) => orchestrator === name),
  );
  const parts = ordered.filter(isRecorded).map((each) => partOf(results, each));
  return {
    title: `${DRILLS[drill].title}, run ${run} of ${repetitions}`,
    question: DRILLS[drill].question,
    to: Math.max(...parts.map(({ to }) => to)),
    parts,
    others: ordered
      .filter((each) => !isRecorded(each))
      .map(({ orchestrator, verdict, reason }) => ({ title: titleOf(orchestrator), verdict, reason })),
  };
}

function partOf({ engines }: Results, run: Recorded): Part {
  const { orchestrator: name, drill, timeline } = run;
  const engine = engines[name];
  return {
    name,
    title: titleOf(name),
    ...(engine && { engine: { product: engine.product, version: engine.version, kind: engine.kind } }),
    timeline,
    nodes: (engine?.nodes ?? []).map((node) => ({ name: node.name, zone: node.zone })),
    entries: entriesOf(timeline),
    outcome: toLast(DRILLS[drill].title, drill, run),
    to: endOf(timeline),
  };
}

const endOf = ({ seconds, events, instances = [] }: Timeline) =>
  Math.max(seconds.at(-1)!.at + 1, ...[...events, ...instances].map(({ at }) => at));
