import { describeLosses } from "./accounting";
import { failureToldAt } from "./moments";
import { FAULTS_ON, finding, type Procedure, secondsBetween } from "./procedure";
import type { Site } from "./site";
import { Watch } from "./watch";

/** Releases a version that never becomes ready, through Pulumi and under load. */
export const badRelease: Procedure = async (site, conditions, report) => {
  const { wanted } = site.outputs;
  const bad = { ...wanted, version: `${wanted.version.slice(0, 28)}-bad` };
  let failure: string | undefined;
  let from = 0;
  let problems: string[] = [];
  let isBack = false;

  await site.configure({ version: bad.version, env: { ...FAULTS_ON, PODIUM_FAULT: "unready" } });
  const watched = await Watch.during(
    site,
    conditions,
    async (watch) => {
      from = watch.mark(`${bad.version} is released`);
      failure = await watch.up(report);
      report("waiting for the engine's reaction");
      if (site.probe.reachable) await watch.until(({ rollout }) => rollout !== "running");
      if (watch.rollout === "rolled-back") isBack = !(await watch.untilHeld(wanted)).length;
      const isSuccess = !failure && watch.rollout !== "rolled-back" && watch.rollout !== "failed";
      problems = isSuccess ? await watch.untilHeld(bad) : watch.problems(bad);
    },
    { rollout: true },
  );

  const { totals, timeline, requests, snapshots } = watched;
  const detected = failureToldAt(snapshots, from);
  const reached = requests.filter(
    ({ outcome }) => "answer" in outcome && outcome.answer.version === bad.version,
  );
  return finding(
    [
      describeLosses(totals),
      reached.length
        ? `${reached.length} requests were answered by instances that were never ready`
        : undefined,
      problems.length ? undefined : "the bad release counts as successful",
      detected === undefined && !failure ? "not detected by the engine" : undefined,
      isBack || !shouldRollBack(site) ? undefined : "not rolled back to the old version",
    ],
    {
      noticedSeconds: secondsBetween(from, detected),
      rolledBackSeconds: isBack ? secondsBetween(from, watched.heldSince(wanted, from)) : null,
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    {
      rolledBackBy: isBack ? "the engine" : "nobody (requires another pulumi up)",
      pulumiSays: failure ?? "the update succeeded",
      podiumSays: problems.length ? `failed: ${problems.join("; ")}` : "running",
      ...watched.facts,
      engineSays: snapshots.at(-1)?.rollout?.detail,
    },
    timeline,
  );
};

const shouldRollBack = ({ orchestrator, workload }: Site) =>
  orchestrator.fidelity.rollback.level !== "unsupported" && workload.update.rollback;
