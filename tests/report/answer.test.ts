import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DrillName, DRILLS, type Metric } from "../../src/drills/metrics";
import type { DrillRun, Results } from "../../src/drills/result";
import type { OrchestratorName } from "../../src/orchestrators";
import { answerOfSession } from "../../src/report/answer";
import { type Topic, TOPICS } from "../../src/report/answer/topics";
import { buildReport } from "../../src/report/build";
import { digits } from "../../src/visuals/words";
import { results as generated } from "./support/generated";
import { RECORDED, sourcesOf } from "./support/recording";
import { resultsOf } from "./support/synthetic";

/** The real engines of the made-up results. */
const REAL = { kubernetes: "Kubernetes", nomad: "HashiCorp Nomad", swarm: "Docker Swarm" } as const;
const TITLES = Object.values(REAL);

/** All sentences on what was measured, with ordinary spaces. */
function sentencesOf(results: Results): string[] {
  const { lead, parts } = answerOfSession(results);
  return [...lead, ...parts.flatMap(({ sentences }) => sentences)].map((each) =>
    each.replace(/\u00a0/g, " "),
  );
}

/** The sentences of one part, by its title. */
const part = (results: Results, title: string): string[] | undefined =>
  answerOfSession(results)
    .parts.find((each) => each.title === title)
    ?.sentences.map((each) => each.replace(/\u00a0/g, " "));

/** Runs of one drill, one for each number. */
const runs = (
  orchestrator: OrchestratorName,
  drill: DrillName,
  key: string,
  ...values: number[]
): Partial<DrillRun>[] =>
  values.map((value, index) => ({ orchestrator, drill, run: index + 1, metrics: { [key]: value } }));

const kills = (orchestrator: OrchestratorName, ...values: number[]) =>
  runs(orchestrator, "kill", "recoveredSeconds", ...values);

describe("who did best", () => {
  const onKills = (...all: Partial<DrillRun>[][]) => part(resultsOf(all.flat()), "Fault tolerance");

  it("is said with by how much, and the others' numbers", () => {
    expect(
      onKills(kills("nomad", 11, 12, 11.5), kills("kubernetes", 2.1, 2.4, 2.2), kills("swarm", 3, 3, 3)),
    ).toEqual([
      "Kubernetes was the fastest at replacing a killed instance: 2.2 s (2.1–2.4), against 3.0 s (all 3 runs) on Docker Swarm (0.80 s more) and 11.5 s (11.0–12.0) on HashiCorp Nomad (9.3 s more).",
    ]);
  });

  it("is said of more where more is better", () => {
    const shares = [
      ...runs("kubernetes", "spread", "smallestShare", 90, 92),
      ...runs("nomad", "spread", "smallestShare", 99, 99),
    ];
    const all = shares.map((run) => ({ ...run, metrics: { ...run.metrics, reached: 2 } }));
    expect(part(resultsOf(all), "Accessibility from outside")).toEqual([
      "On Kubernetes and HashiCorp Nomad, requests from outside reached every instance in both runs each.",
      "HashiCorp Nomad spread requests the most evenly, by what the least used instance got of an even share: 99 % (both runs), against 91 % (90–92) on Kubernetes (8 % less).",
    ]);
  });

  it("is nobody if ranges overlap", () => {
    expect(onKills(kills("kubernetes", 3, 5), kills("nomad", 5, 7), kills("swarm", 8, 9))).toEqual([
      "A tie, as their ranges overlap: replacing a killed instance took 4.0 s (3.0–5.0) on Kubernetes and 6.0 s (5.0–7.0) on HashiCorp Nomad, ahead of 8.5 s (8.0–9.0) on Docker Swarm.",
    ]);
    expect(onKills(kills("kubernetes", 3, 5), kills("nomad", 5, 7), kills("swarm", 4.5, 9))).toEqual([
      "A tie, as the others’ ranges overlap with the first: replacing a killed instance took 4.0 s (3.0–5.0) on Kubernetes, 6.0 s (5.0–7.0) on HashiCorp Nomad and 6.8 s (4.5–9.0) on Docker Swarm.",
    ]);
  });

  it("is nobody after one run", () => {
    expect(onKills(kills("kubernetes", 3), kills("nomad", 7))).toEqual([
      "Replacing a killed instance took, in one run each, 3.0 s on Kubernetes and 7.0 s on HashiCorp Nomad.",
    ]);
    expect(onKills(kills("kubernetes", 3, 4), kills("nomad", 7))).toEqual([
      "Not compared, as one run alone has no range: replacing a killed instance took 3.5 s (3.0–4.0) on Kubernetes and 7.0 s (one run) on HashiCorp Nomad.",
    ]);
    expect(sentencesOf(resultsOf(kills("kubernetes", 3)))[0]).toBe(
      "Only real engines count here: Kubernetes. Each drill has one run there, so nothing is compared: one run alone has no range.",
    );
  });

  it("is nobody without another, and whoever failed does not compete", () => {
    const failed: Partial<DrillRun>[] = [
      { orchestrator: "nomad", verdict: "failed", metrics: { recoveredSeconds: null } },
      { orchestrator: "nomad", metrics: { recoveredSeconds: 1 } },
    ];
    expect(
      onKills(kills("kubernetes", 3, 4), failed, [{ orchestrator: "swarm", verdict: "not supported" }]),
    ).toEqual([
      "Replacing a killed instance took 3.5 s (3.0–4.0) on Kubernetes, with nothing to compare it to.",
      "HashiCorp Nomad failed the drill “Heal: killed” in 1 of 2 runs.",
      "The drill “Heal: killed” is not supported on Docker Swarm.",
    ]);
  });

  it("is nobody if the conditions differed", () => {
    const other = resultsOf(kills("nomad", 8, 9), { startedAt: "2026-11-19T10:00:00.000Z" });
    const settings = { ...other.settings, rate: 200 };
    const { answer } = buildReport(
      [],
      sourcesOf(resultsOf(kills("kubernetes", 3, 4)), { ...other, settings }),
      new Date(),
    );
    expect(answer.parts[0]!.sentences.map((each) => each.replace(/\u00a0/g, " "))).toEqual([
      "Not compared, as the conditions differed: replacing a killed instance took 3.5 s (3.0–4.0) on Kubernetes and 8.5 s (8.0–9.0) on HashiCorp Nomad.",
    ]);
  });

  it("is not said of anything but real engines", () => {
    const { lead, parts } = answerOfSession(resultsOf([...kills("ecs", 1, 1), ...kills("aci", 1, 1)]));
    expect(parts).toEqual([]);
    expect(lead).toEqual([
      "No real engine was measured, so there is nothing to say about how any of them behaves.",
    ]);
  });
});

describe("what is lost", () => {
  const timeline = (...at: number[]): DrillRun["timeline"] => ({
    events: [{ at: 1.5, what: "it is killed" }],
    seconds: at.map((each) => ({ at: each, answered: [], lost: { reset: 1 } })),
  });
  const lost = (number: number, ...at: number[]): Partial<DrillRun> => ({
    metrics: { recoveredSeconds: 1, lost: number, requests: 500 },
    timeline: timeline(...at),
  });
  const onLosses = (...all: Partial<DrillRun>[]) => part(resultsOf(all), "What each loses, and when");

  it("is said with when, and what loses nothing", () => {
    const clean = { drill: "update", metrics: { seconds: 9, lost: 0, requests: 100 } } as const;
    expect(onLosses(lost(4, 1, 2), lost(20, 3), lost(14, 2), clean)).toEqual([
      "Kubernetes lost 14 of 500 requests (4–20) when an instance was killed, the last sent at most 3 s after the kill. It lost no request during an update, in one run.",
    ]);
    expect(onLosses(clean, { ...clean, orchestrator: "swarm" })).toEqual([
      "Kubernetes lost no request during an update, in one run.",
      "Docker Swarm lost no request during an update, in one run.",
    ]);
  });

  it("is said as a maximum if most runs lost nothing", () => {
    expect(onLosses(lost(0), lost(3, 1), lost(0))).toEqual([
      "Kubernetes lost up to 3 of 500 requests (in 1 of 3 runs) when an instance was killed, the last sent at most 1 s after the kill.",
    ]);
  });

  it("is not claimed to be nothing where the drill did not take place", () => {
    expect(
      onLosses({ drill: "update", verdict: "failed", metrics: { seconds: null, lost: 0 } }),
    ).toBeUndefined();
  });
});

describe("what surprises", () => {
  const bad = (
    orchestrator: OrchestratorName,
    podiumSays: string,
    pulumiSays: string,
    about: Partial<DrillRun> = {},
  ) => ({
    orchestrator,
    drill: "badRelease" as const,
    metrics: { noticedSeconds: null, rolledBackSeconds: null, lost: 0, requests: 100 },
    facts: { podiumSays, pulumiSays },
    ...about,
  });

  it("is a bad release that passes, for want of a readiness check", () => {
    const passing = bad("swarm", "running", "the update succeeded", { verdict: "failed" });
    expect(part(resultsOf([passing, passing, passing]), "What surprises")).toEqual([
      expect.stringMatching(
        /^On Docker Swarm, a release that never becomes ready counts as a success, in all 3 runs\. It has no readiness check: the health check decides on both/,
      ),
    ]);
  });

  it("is a success that Pulumi reports, and what nobody rolls back", () => {
    const noticed = { noticedSeconds: 20, rolledBackSeconds: null, lost: 0, requests: 100 };
    const all = [
      bad("nomad", "failed: another version", "the update succeeded"),
      bad("kubernetes", "failed: not updated", "it timed out", { metrics: noticed }),
    ];
    expect(part(resultsOf(all), "What surprises")).toEqual([
      "On HashiCorp Nomad, Pulumi called a release that never became ready a success, in its only run.",
      "Kubernetes noticed a bad release, after 20.0 s, but did not roll it back, in its only run.",
    ]);
  });

  it("is what goes unnoticed, is not in force, or is lost without need", () => {
    const failed = { verdict: "failed" } as const;
    const all: Partial<DrillRun>[] = [
      { ...failed, drill: "hang", metrics: { noticedSeconds: null, lost: 5 } },
      { drill: "hang", metrics: { noticedSeconds: 1, recoveredSeconds: 2, lost: 5 } },
      { ...failed, drill: "limits", metrics: { memory: 128, cpu: null } },
      {
        ...failed,
        orchestrator: "swarm",
        drill: "limits",
        facts: { source: "not readable inside the instances" },
      },
      { ...failed, drill: "update", metrics: { seconds: 9, lost: 7 } },
      { ...failed, drill: "update", metrics: { seconds: 9, lost: 2 } },
      { ...failed, drill: "scale", metrics: { downSeconds: 9, lost: 3 } },
    ];
    expect(part(resultsOf(all), "What surprises")).toEqual([
      "Kubernetes did not notice that an instance had stopped responding, in 1 of 2 runs.",
      "On Kubernetes, no CPU limit was in force inside the instances, in its only run.",
      "Kubernetes completed an update but lost up to 7 requests in it, in both runs.",
      "Kubernetes lost 3 requests when nothing but the number of instances changed, in its only run.",
    ]);
  });
});

describe("advice", () => {
  it("names who was measured to meet a need, and apart from that who offers to", () => {
    const rolled = (orchestrator: OrchestratorName, seconds: number | null): Partial<DrillRun> => ({
      orchestrator,
      drill: "badRelease",
      verdict: seconds ? "passed" : "failed",
      metrics: { noticedSeconds: 1, rolledBackSeconds: seconds, lost: 0, requests: 100 },
    });
    const all = resultsOf([
      rolled("nomad", 30),
      rolled("nomad", 32),
      rolled("swarm", null),
      rolled("ecs", 1),
    ]);
    const { parts, offered } = answerOfSession(all);
    expect(parts.at(-1)!.sentences.map((each) => each.replace(/\u00a0/g, " "))).toEqual([
      "If you need a bad release to be rolled back without you, look at HashiCorp Nomad: the engine did so, in both runs; rolling a bad release back took 31.0 s (30.0–32.0) on HashiCorp Nomad.",
      "If you need a bad release to be kept away from your users, look at HashiCorp Nomad: it got no request, and none was lost, in both runs.",
    ]);
    // Not the one that has shown the opposite.
    expect(offered).toContain(
      "If you need a bad release to be rolled back without you, look at Amazon ECS or Azure Service Fabric.",
    );
  });

  it("recommends nobody for what was measured once, and says so", () => {
    const updated = (orchestrator: OrchestratorName, ...seconds: number[]) =>
      seconds.map((each): Partial<DrillRun> => ({
        orchestrator,
        drill: "update",
        metrics: { seconds: each, lost: 0, requests: 100 },
      }));
    const onUpdates = (...all: Partial<DrillRun>[][]) =>
      part(resultsOf(all.flat()), "If you need …, look at …");
    const need = "If you need updates that lose no request,";
    expect(onUpdates(updated("nomad", 9))).toEqual([
      `${need} HashiCorp Nomad may do, but was measured too seldom to tell: no update lost any, in one run; updating all instances took 9.0 s (one run) on HashiCorp Nomad.`,
    ]);
    expect(onUpdates(updated("nomad", 9), updated("swarm", 7), updated("kubernetes", 5, 6))).toEqual([
      `${need} look at Kubernetes: no update lost any, in both runs; updating all instances took 5.5 s (5.0–6.0) on Kubernetes.`,
      `${need} HashiCorp Nomad and Docker Swarm may do, but were measured too seldom to tell: no update lost any, in one run each; updating all instances took, in one run each, 9.0 s on HashiCorp Nomad and 7.0 s on Docker Swarm.`,
    ]);
  });

  it("names who is ahead, and nobody if nothing is compared", () => {
    const need = /^If you need killed instances to be replaced soon/;
    const of = (results: Results) => sentencesOf(results).filter((each) => need.test(each));
    expect(of(resultsOf([...kills("nomad", 3, 4), ...kills("swarm", 5, 6)]))).toEqual([
      "If you need killed instances to be replaced soon, look at HashiCorp Nomad: nobody that was measured did better; replacing a killed instance took 3.5 s (3.0–4.0) on HashiCorp Nomad.",
    ]);
    expect(of(resultsOf([...kills("nomad", 3), ...kills("swarm", 5)]))).toEqual([]);
  });
});

// Computed once more from the runs, by other code than the report's.
const numbersOf = (results: Results, title: string, drill: DrillName, key: string): number[] =>
  results.runs
    .filter((run) => REAL[run.orchestrator as keyof typeof REAL] === title && run.drill === drill)
    .flatMap(({ metrics }) => metrics[key] ?? [])
    .sort((a, b) => a - b);

const middle = (sorted: number[]) =>
  (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;

const spreadOf = (sorted: number[], unit: Metric["unit"]): string => {
  const [least, most] = [digits(sorted[0]!, unit), digits(sorted.at(-1)!, unit)];
  return least === most ? ["one run", "both runs", "all 3 runs"][sorted.length - 1]! : `${least}–${most}`;
};

/** Whether every run with a result has passed and measured this. */
const isSound = (results: Results, title: string, { drill, metric }: Topic): boolean => {
  const own = results.runs.filter(
    (run) =>
      REAL[run.orchestrator as keyof typeof REAL] === title && run.drill === drill && run.verdict !== "error",
  );
  const { proof, metrics }: { proof: string; metrics: Record<string, Metric> } = DRILLS[drill];
  const isTime = metrics[metric]!.unit === "s";
  return (
    own.length > 0 &&
    own.every(
      (run) =>
        run.metrics[metric] !== null && run.metrics[proof] !== null && (!isTime || run.verdict !== "failed"),
    )
  );
};

/** Who really is the best, if anyone. */
function bestOf(results: Results, topic: Topic): string | undefined {
  const better = (DRILLS[topic.drill].metrics as Record<string, Metric>)[topic.metric]!.better;
  const all = TITLES.filter((title) => isSound(results, title, topic)).map((title) => ({
    title,
    sorted: numbersOf(results, title, topic.drill, topic.metric),
  }));
  if (all.length < 2 || all.some(({ sorted }) => sorted.length < 2)) return undefined;
  return all.find(({ title, sorted }) =>
    all.every(
      (other) =>
        other.title === title ||
        (better === "lower" ? sorted.at(-1)! < other.sorted[0]! : sorted[0]! > other.sorted.at(-1)!),
    ),
  )?.title;
}

describe("for any results, the answer", () => {
  const topics = Object.values(TOPICS).flat();
  const metricOf = ({ drill, metric }: Topic) => (DRILLS[drill].metrics as Record<string, Metric>)[metric]!;

  it("names as best whoever is, and nobody else", () => {
    let named = 0;
    fc.assert(
      fc.property(generated, (results) => {
        const sentences = sentencesOf(results);
        for (const topic of topics) {
          const victories = sentences
            .filter((each) => each.includes(` ${topic.best}: `))
            .map((each) => each.slice(0, each.indexOf(", against ")));
          const winner = bestOf(results, topic);
          const { unit } = metricOf(topic);
          const sorted = winner ? numbersOf(results, winner, topic.drill, topic.metric) : [];
          const number = winner && digits(middle(sorted), unit);
          expect(victories).toEqual(
            winner ? [`${winner} ${topic.best}: ${number} ${unit} (${spreadOf(sorted, unit)})`] : [],
          );
          named += victories.length;
        }
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(named).toBeGreaterThan(20);
  });

  it("has each number of a topic from the runs on the engine that it names", () => {
    let checked = 0;
    const claim = new RegExp(`([\\d.]+)(?: [^\\s()]+)? (?:\\(([^()]+)\\) )?on (${TITLES.join("|")})`, "g");
    fc.assert(
      fc.property(generated, (results) => {
        for (const sentence of sentencesOf(results)) {
          for (const topic of topics) {
            const isAbout = [topic.took, topic.best].some((words) =>
              sentence.toLowerCase().includes(words.toLowerCase()),
            );
            if (!isAbout) continue;
            const { unit } = metricOf(topic);
            for (const [, number, spread, title] of sentence.matchAll(claim)) {
              const sorted = numbersOf(results, title!, topic.drill, topic.metric);
              expect([sentence, number]).toEqual([sentence, digits(middle(sorted), unit)]);
              if (spread) expect([sentence, spread]).toEqual([sentence, spreadOf(sorted, unit)]);
              else expect([sentence, sorted.length]).toEqual([sentence, 1]);
              checked++;
            }
          }
        }
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(checked).toBeGreaterThan(200);
  });

  it("has no number that is not in the data", () => {
    fc.assert(
      fc.property(generated, (results) => {
        const found = new Set(["1", "2", "3"]);
        for (const [drill, { metrics }] of Object.entries(DRILLS)) {
          for (const [key, { unit }] of Object.entries(metrics as Record<string, Metric>)) {
            const all = TITLES.map((title) => numbersOf(results, title, drill as DrillName, key)).filter(
              (sorted) => sorted.length,
            );
            for (const sorted of all) {
              for (const each of [...sorted, middle(sorted)]) found.add(digits(each, unit));
              // By how much: the difference of two medians.
              for (const other of all) found.add(digits(Math.abs(middle(sorted) - middle(other)), unit));
            }
          }
        }
        // Seconds from the first event, at 1.5 s, to the end of the second of a loss.
        for (const { timeline } of results.runs)
          for (const { at } of timeline!.seconds) found.add(String(Math.ceil(at + 1 - 1.5)));
        for (const sentence of sentencesOf(results)) {
          const numbers = sentence.match(/\d+(\.\d+)?/g) ?? [];
          expect([sentence, ...numbers.filter((each) => !found.has(each))]).toEqual([sentence]);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it("claims nothing of emulators and stand-ins", () => {
    fc.assert(
      fc.property(generated, (results) => {
        expect(sentencesOf(results).join("\n")).not.toMatch(/Amazon ECS|Marathon/);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});

it("changes with every number of a real engine that it is computed from", () => {
  const numbers = (name: OrchestratorName, by: number) =>
    Object.entries(DRILLS).flatMap(([drill, { metrics }], index) =>
      [0, 1, 2].map((run): Partial<DrillRun> => ({
        orchestrator: name,
        drill: drill as DrillName,
        run,
        metrics: Object.fromEntries(Object.keys(metrics).map((key) => [key, by + index + run / 10])),
      })),
    );
  const results = resultsOf([...numbers("kubernetes", 10), ...numbers("nomad", 40), ...numbers("swarm", 70)]);
  const before = sentencesOf(results);
  const topics = Object.values(TOPICS).flat();
  const keys = [
    ...topics.map(({ drill, metric }) => [drill, metric] as const),
    ["update", "lost"],
    ["hang", "lost"],
  ] as const;
  for (const [drill, key] of keys) {
    for (const orchestrator of Object.keys(REAL)) {
      const broken = results.runs.map((run) =>
        run.drill === drill && run.orchestrator === orchestrator
          ? { ...run, metrics: { ...run.metrics, [key]: run.metrics[key]! + 1 } }
          : run,
      );
      expect([drill, key, orchestrator, sentencesOf({ ...results, runs: broken })]).not.toEqual([
        drill,
        key,
        orchestrator,
        before,
      ]);
    }
  }
});

it("reads well for the recorded session", () => {
  const recorded = JSON.parse(readFileSync(RECORDED, "utf8")) as Results;
  const { lead, parts } = answerOfSession(recorded);
  expect(lead).toHaveLength(1);
  expect(parts.map(({ title }) => title)).toEqual([
    "Fault tolerance",
    "On-demand scalability",
    "Optimal resource usage",
    "Auto-discovery",
    "Accessibility from outside",
    "Seamless updates and rollbacks",
    "What each loses, and when",
    "What surprises",
    "If you need …, look at …",
  ]);
  for (const sentence of [...lead, ...parts.flatMap(({ sentences }) => sentences)]) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|\.\.| {2}/);
  }
});
