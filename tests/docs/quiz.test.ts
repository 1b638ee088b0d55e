import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { quizPage } from "../../src/docs/quiz/page";
import { answerTo, type Material, materialOf, type Question, trialsOf } from "../../src/docs/quiz/question";
import { QUESTIONS } from "../../src/docs/quiz/questions";
import { recordingsLike } from "../../src/docs/quiz/recordings";
import type { DrillRun, Results } from "../../src/drills/result";
import type { Trial } from "../../src/report/answer/trials";
import { native } from "../../src/workload/fidelity";
import { temporaryFolder } from "../folder";
import { changed, ENGINES, recording } from "./support/measured";

let material: Material;
beforeAll(async () => {
  material = await materialOf([recording()]);
});

/** The same programs, with another recording. */
const withRecording = (results: Results): Material => ({ ...material, trials: trialsOf([results]) });

const question = (name: string): Question => QUESTIONS.find((each) => each.name === name)!;

/** The answer, or why there is none. */
function outcome(each: Question, from: Material): unknown {
  try {
    return answerTo(each, from);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Other numbers, other findings, and a number where there was none. */
const others = ({ metrics, facts }: DrillRun): Partial<DrillRun> => ({
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [key, value === null ? 1 : value * 100 + 1]),
  ),
  facts: { podiumSays: facts["podiumSays"] === "running" ? "failed" : "running" },
});

it("has twenty questions, none of them twice", () => {
  expect(QUESTIONS.length).toBe(20);
  expect(new Set(QUESTIONS.map(({ name }) => name)).size).toBe(20);
  expect(new Set(QUESTIONS.map(({ ask }) => ask)).size).toBe(20);
});

describe.each(QUESTIONS)("the question “$name”", (each) => {
  it("has one right option of several, with figures", () => {
    const { options, right, because } = answerTo(each, material);
    expect(options.length).toBeGreaterThan(2);
    expect(new Set(options).size).toBe(options.length);
    expect(options.filter((option) => option === right)).toEqual([right]);
    expect(because).toMatch(/^[A-Z].*\.$/);
  });

  it("has another answer, or none, if the engines or the programs had been different", () => {
    const before = outcome(each, material);
    const results = recording();
    const afterwards = ENGINES.map((name) => {
      const runs = results.runs.map((run) => (run.orchestrator === name ? { ...run, ...others(run) } : run));
      return outcome(each, withRecording({ ...results, runs }));
    });
    const first = material.plans[0]!;
    const same = Object.fromEntries(
      Object.keys(first.fidelity).map((item) => [item, native("t", "p")]),
    ) as typeof first.fidelity;
    const programs: Material = {
      ...material,
      plans: material.plans.map((plan) => ({ ...plan, fidelity: same, resources: [] })),
      scaled: material.scaled.map((one) => ({ ...one, restarts: { ...one.restarts, instances: "new" } })),
    };
    const other = [...afterwards, outcome(each, programs)].filter(
      (after) => JSON.stringify(after) !== JSON.stringify(before),
    );
    expect(other.length).toBeGreaterThan(0);
  });
});

describe("a question", () => {
  const none = /^The question “(.*)” of the knowledge check has no single right answer: (.*)\. Reword or/;
  const why = (name: string, results: Results) => {
    const [, named, reason] = none.exec(outcome(question(name), withRecording(results)) as string)!;
    expect(named).toBe(name);
    return reason;
  };

  it("has no answer if nothing was measured", () => {
    const results = { ...recording(), runs: [] };
    expect(why("killed, soonest", results)).toBe("kill was measured on 0 real engines, fewer than 3");
  });

  it("has no answer if ranges overlap", () => {
    const results = changed("kill", ({ run, metrics }) => ({
      metrics: { ...metrics, recoveredSeconds: 10 * run },
    }));
    expect(why("killed, soonest", results)).toMatch(/^recoveredSeconds of kill is too alike on .* and .*$/);
  });

  it("has no answer if a run does not count", () => {
    const results = changed("kill", ({ run }) => (run === 2 ? { verdict: "failed" } : {}));
    expect(why("killed, soonest", results)).toBe("recoveredSeconds of kill does not count on Kubernetes");
  });

  it("has an answer after one run only if numbers are far apart", () => {
    const once = (soonest: number): Results => {
      const results = changed("kill", ({ orchestrator, metrics }) => ({
        metrics: { ...metrics, recoveredSeconds: orchestrator === "kubernetes" ? soonest : 9 },
      }));
      return { ...results, runs: results.runs.filter(({ run }) => run === 1) };
    };
    const { right, because } = answerTo(question("killed, soonest"), withRecording(once(6)));
    expect(right).toBe("Kubernetes");
    expect(because).toContain("in one run each");
    expect(why("killed, soonest", once(6.1))).toMatch(/^recoveredSeconds of kill is too alike/);
  });

  it("has no answer if conditions differed", () => {
    const trials = material.trials.map((trial) => ({ ...trial, isComparable: false }));
    expect(outcome(question("killed, soonest"), { ...material, trials })).toContain(
      "“killed, soonest” of the knowledge check has no single right answer: kill was measured under different conditions.",
    );
  });

  it("has no answer if an engine did it in some runs only", () => {
    const results = changed("badRelease", ({ run, metrics }) =>
      run === 3 ? { metrics: { ...metrics, rolledBackSeconds: null } } : {},
    );
    expect(why("bad release rolled back", results)).toBe(
      "HashiCorp Nomad rolled the bad release back only in 2 of 3 runs of badRelease",
    );
  });

  it("has no answer if several did it, or nobody", () => {
    const say = (podiumSays: string) => changed("badRelease", () => ({ facts: { podiumSays } }));
    const name = "bad release taken for a good one";
    expect(why(name, say("running"))).toBe(
      "Kubernetes, HashiCorp Nomad and Docker Swarm took the bad release for a success",
    );
    expect(why(name, say("failed"))).toBe("nobody took the bad release for a success");
  });

  it("has no answer if what it counts did not take place", () => {
    const results = changed("update", ({ metrics, orchestrator }) =>
      orchestrator === "nomad" ? { metrics: { ...metrics, seconds: null } } : {},
    );
    expect(why("update, requests", results)).toBe("update did not always take place on HashiCorp Nomad");
  });

  it("counts engines that lost requests in any run", () => {
    const results = changed("update", ({ metrics, orchestrator, run }) =>
      orchestrator === "nomad" && run === 2 ? { metrics: { ...metrics, lost: 1 } } : {},
    );
    const { options, right, because } = answerTo(question("update, requests"), withRecording(results));
    expect(options).toEqual(["none of them", "1", "2", "all 3"]);
    expect(right).toBe("1");
    expect(because).toContain("0 (0–1) on HashiCorp Nomad");
  });
});

describe("several recordings", () => {
  const of = (...drills: string[]): Results => {
    const results = recording();
    return { ...results, runs: results.runs.filter(({ drill }) => drills.includes(drill)) };
  };
  const startOf = (results: Results, startedAt: string): Results => ({
    ...results,
    runs: results.runs.map((run) => ({ ...run, startedAt })),
  });
  const drillsOf = (trials: Trial[]) => [
    ...new Set(trials.map(({ drill, runs }) => `${drill} of ${runs[0]!.startedAt}`)),
  ];

  it("complete each other, the first one before the others", () => {
    const [first, second] = [startOf(of("kill", "hang"), "A"), startOf(of("hang", "update"), "B")];
    expect(drillsOf(trialsOf([first, second]))).toEqual(["kill of A", "hang of A", "update of B"]);
  });

  it("are not mixed within a drill: the one with the most engines is taken", () => {
    const all = startOf(of("kill"), "B");
    const few = startOf({ ...all, runs: all.runs.filter(({ orchestrator }) => orchestrator === "nomad") }, "A");
    expect(drillsOf(trialsOf([few, all]))).toEqual(["kill of B"]);
  });

  it("are those of the same machine and settings, the newest first", () => {
    const folder = temporaryFolder();
    const [mine, settings] = [of("kill"), { ...of("kill").settings, rate: 50 }];
    const all: Record<string, Results> = {
      "a.json": { ...mine, startedAt: "2026-01-01T00:00:00.000Z" },
      "b.json": { ...mine, startedAt: "2026-01-02T00:00:00.000Z", settings: { ...mine.settings, runs: 1 } },
      "c.json": { ...mine, machine: { ...mine.machine, cores: 64 } },
      "d.json": { ...mine, settings },
    };
    for (const [name, results] of Object.entries(all)) writeFileSync(join(folder, name), JSON.stringify(results));
    writeFileSync(join(folder, "README.md"), "");
    expect(recordingsLike(mine, folder).map(({ startedAt }) => startedAt.slice(0, 10))).toEqual([
      "2026-01-02",
      "2026-01-01",
    ]);
  });
});

describe("the page", () => {
  it("does not depend on whose machine it is made on", async () => {
    const page = await quizPage(recording(), []);
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
    expect(await quizPage(recording(), []).finally(() => vi.unstubAllEnvs())).toBe(page);
  });

  it("has each question with its options, and the right one folded below", async () => {
    const page = await quizPage(recording(), []);
    const sections = page.split(/^## \d+$/m).slice(1);
    expect(sections.length).toBe(QUESTIONS.length);
    for (const [index, each] of QUESTIONS.entries()) {
      const { options, right } = answerTo(each, material);
      const section = sections[index]!;
      expect(section).toContain(each.ask);
      const listed = [...section.matchAll(/^- ([A-Z])\. (.*)$/gm)].map(([, letter, option]) => ({ letter, option }));
      expect(listed.map(({ option }) => option)).toEqual(options);
      const letter = listed.find(({ option }) => option === right)!.letter;
      expect(section.split("<details>")[1]).toContain(`**${letter}. ${right}.**`);
      expect(section).toContain(`\`npx ${each.see}\``);
    }
  });

  it("says what was measured, where and when", async () => {
    expect(await quizPage(recording(), [])).toContain(
      "recorded on 2026-11-20 10:00 UTC, on Made-up with 8 cores:\nKubernetes v1.34.2, Nomad 1.10.0, Docker Swarm 28.0.0, with 2 " +
        "instances and\n100 requests per second",
    );
  });
});
