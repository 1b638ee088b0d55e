import type { Progress } from "../common/progress";
import type { Instance } from "../orchestrators/engine";
import { isNoticed, noticedAt } from "./moments";
import { type Conditions, FAULTS_ON, type Finding, finding, secondsBetween } from "./procedure";
import { untilRuns } from "./settle";
import type { Site } from "./site";
import { Watch } from "./watch";

/** Harm that is done to one instance. */
export interface Harm {
  /** E.g. "podium-7f9 is killed". */
  what: string;
  /** The instances that may be affected: the name that the service reports may differ from the engine's id. */
  victims: Instance[];
  /** Does the harm. */
  strike(): Promise<void>;
}

/**
 * Does harm under load and watches until the deployment is back at full strength. An engine may restart the instance
 * under its old name: then only the start time of its process shows that it was replaced.
 */
export async function healFrom(
  site: Site,
  conditions: Conditions,
  report: Progress,
  prepare: (watch: Watch) => Promise<Harm>,
): Promise<Finding> {
  const { wanted } = site.outputs;
  let problems: string[] = [];
  let from = 0;
  let victims: Instance[] = [];
  let what = "";

  const watched = await Watch.during(site, conditions, async (watch) => {
    const before = watch.processes;
    const harm = await prepare(watch);
    ({ victims, what } = harm);
    from = watch.mark(what);
    await harm.strike();
    report(`${what}: waiting until it is replaced`);
    problems = await watch.untilHeld(wanted, ({ snapshots, processes }) => {
      const isNew = [...processes].some((each) => !before.has(each));
      const isKnown = snapshots.some((each) => each.asked >= from && isNoticed(victims, each));
      return isNew || isKnown ? undefined : "not detected by the engine";
    });
    if (!problems.length) watch.mark("back at full strength");
  });

  const noticed = noticedAt(watched.snapshots, victims, from);
  const recovered = Math.max(watched.heldSince(wanted, from), noticed ?? 0);
  const { totals, timeline } = watched;
  return finding(
    problems,
    {
      noticedSeconds: secondsBetween(from, noticed),
      recoveredSeconds: problems.length ? null : secondsBetween(from, recovered),
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    { what, ...watched.facts },
    timeline,
  );
}

/**
 * Enables fault injection in the instances, with an ordinary update.
 * @throws Error if they are not ready afterwards.
 */
export async function turnFaultsOn(site: Site, conditions: Conditions, report: Progress): Promise<void> {
  report("enabling fault injection");
  await site.configure({ env: FAULTS_ON });
  await site.up(report);
  const problems = await untilRuns(site, conditions);
  if (problems.length) throw new Error(`not ready for the drill: ${problems.join("; ")}`);
}

/**
 * Injects a fault into one instance, which the endpoint chooses.
 * @param fault e.g. `hang`, `memory?mb=64`.
 * @returns the name of the instance.
 */
export async function orderFault(endpoint: string, fault: string): Promise<string> {
  const answer = await fetch(`${endpoint}/faults/${fault}`, {
    method: "POST",
    headers: { connection: "close" },
    signal: AbortSignal.timeout(5000),
  });
  if (!answer.ok) throw new Error(`/faults/${fault} returned status ${answer.status}`);
  return ((await answer.json()) as { instance: string }).instance;
}
