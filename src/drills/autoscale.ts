import type { Progress } from "../common/progress";
import { describeLosses } from "./accounting";
import { demandOf } from "./demand";
import { addedAt } from "./moments";
import { exactly, FAULTS_ON, finding, NotSupported, requireEngine, secondsBetween } from "./procedure";
import type { Procedure } from "./procedure";
import { instancesOf } from "./resize";
import { now } from "./sender";
import { untilReady } from "./settle";
import type { Site } from "./site";
import { largest } from "./statistics";
import { Watch } from "./watch";

/** Instances that the autoscaler may add. */
const MORE = 3;
/** The use of `cpu` that it is to keep. */
const PERCENT = 60;
/** How often the usual patience: some autoscalers watch the load for three minutes, and only then start an instance. */
const ADDITION = 4;
/**
 * How often the usual patience: in case that the load returns, some autoscalers wait for five minutes before they remove an
 * instance, and some for fifteen.
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#stabilization-window
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
const REMOVAL = 10;

/**
 * Lets the engine's autoscaler choose the number of instances, sends requests that need more CPU than the fewest of them
 * are meant to use until one more responds, and then few until it is gone.
 */
export const autoscale: Procedure = async (site, conditions, report) => {
  requireAutoscaler(site);
  const min = site.workload.replicas;
  const { rate, cost, restRate } = demandOf(min, site.workload, conditions.rate);
  report("handing the number of instances over to the autoscaler");
  await site.configure({
    autoscaling: { min, max: min + MORE, cpuPercent: PERCENT },
    env: { ...FAULTS_ON, PODIUM_FAULT: `cpu:${cost}` },
  });
  await site.up(report);
  requireReady(await untilReady(site, conditions));

  const fewest = exactly(site.outputs.wanted, min);
  let known = new Set<string>();
  let loaded = 0;
  let relieved: number | undefined;
  let problems: string[] = [];
  const patient = { ...conditions, rate: restRate, patienceSeconds: REMOVAL * conditions.patienceSeconds };
  const act = async (watch: Watch) => {
    // The CPU time that starting takes may have led to more of them.
    requireReady(await watch.untilHeld(fewest, waiting(watch, `only ${instancesOf(min)}`, report)));
    known = watch.processes;
    const show = waiting(watch, "one more to respond", report);
    const isMore = () => {
      show();
      return watch.ready.length > min && watch.processes.size > known.size;
    };
    loaded = watch.pace(rate);
    if (!(await watch.until(isMore, ADDITION * conditions.patienceSeconds))) {
      problems = [notAdded(site, now() - loaded)];
      return;
    }
    watch.mark("one more responds");
    relieved = watch.pace(restRate);
    problems = await watch.untilHeld(fewest, waiting(watch, `only ${instancesOf(min)}`, report));
  };
  // Connections that are kept would load some instances more than others, for as long as the drill lasts.
  const watched = await Watch.during(site, patient, act, { connections: "fresh" });

  const { snapshots, totals, timeline, facts } = watched;
  const ready = snapshots.map(
    ({ instances = [] }) => instances.filter(({ state }) => state === "ready").length,
  );
  return finding(
    [...problems, describeLosses(totals)],
    {
      addedSeconds: secondsBetween(loaded, addedAt(watched, min, known, loaded)),
      removedSeconds:
        relieved === undefined || problems.length
          ? null
          : secondsBetween(relieved, watched.heldSince(fewest, relieved)),
      most: largest(ready),
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    {
      load: `${cost} ms of CPU time for each request; ${restRate} a second at rest, ${rate} under load`,
      ...facts,
    },
    timeline,
  );
};

/** @throws NotSupported if nothing scales, or the sample cannot use as much CPU as it would need. */
function requireAutoscaler(site: Site): void {
  const { orchestrator, probe, workload } = site;
  const { level, effect } = orchestrator.fidelity.autoscaling;
  if (level === "unsupported") throw new NotSupported(`no autoscaling: ${effect}`);
  requireEngine(site);
  if (probe.reachable && probe.kind !== "real")
    throw new NotSupported(`how the ${probe.kind} scales says nothing about ${orchestrator.title}`);
  if (workload.cpu > 1)
    throw new NotSupported(
      `podium:cpu is ${workload.cpu}, and an instance of the sample, a single process of Node.js, uses at most one core`,
    );
}

function requireReady(problems: string[]): void {
  if (problems.length) throw new Error(`not ready for the drill: ${problems.join("; ")}`);
}

function notAdded({ orchestrator }: Site, milliseconds: number): string {
  const { effect } = orchestrator.fidelity.autoscaling;
  const reason = `no instance was added within ${Math.round(milliseconds / 1000)} s`;
  return effect ? `${reason} (${effect})` : reason;
}

/** Shows, whenever it is called, for how long the drill has been waiting for something, in steps of five seconds. */
function waiting(watch: Watch, what: string, report: Progress): () => undefined {
  const from = now();
  let shown = "";
  return () => {
    const seconds = 5 * Math.floor((now() - from) / 5000);
    const progress = `${instancesOf(watch.ready.length)} ready; waiting for ${what}: ${seconds} s`;
    if (progress !== shown) report((shown = progress));
  };
}
