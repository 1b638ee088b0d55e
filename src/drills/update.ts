import { bothSeconds, describeLosses, longestPause } from "./accounting";
import { finding, type Procedure, secondsBetween } from "./procedure";
import { Watch } from "./watch";

/** Updates to the next version, through Pulumi and under load. */
export const update: Procedure = async (site, conditions, report) => {
  const before = site.outputs.wanted;
  const wanted = { ...before, version: nextVersion(before.version) };
  let failure: string | undefined;
  let problems: string[] = [];
  let from = 0;

  await site.configure({ version: wanted.version });
  const watched = await Watch.during(site, conditions, async (watch) => {
    from = watch.mark(`update from ${before.version} to ${wanted.version}`);
    failure = await watch.up(report);
    report(`waiting until all instances respond with ${wanted.version}`);
    problems = failure ? watch.problems(wanted) : await watch.untilHeld(wanted);
    if (!problems.length) watch.mark(`all instances respond with ${wanted.version}`);
  });

  const { totals, timeline, requests } = watched;
  return finding(
    [failure && `Pulumi: ${failure}`, ...problems, describeLosses(totals)],
    {
      seconds: failure || problems.length ? null : secondsBetween(from, watched.heldSince(wanted, from)),
      lost: totals.lost,
      requests: totals.sent,
      bothSeconds: bothSeconds(requests, before.version, wanted.version),
      worstPause: Math.round(longestPause(requests) ?? 0),
      p99: totals.p99 === null ? null : Math.round(totals.p99),
    },
    watched.facts,
    timeline,
  );
};

/** `v2` follows `v1`. */
function nextVersion(version: string): string {
  const [, name = version, number] = /^(.*?)(\d{1,9})$/.exec(version) ?? [];
  return number === undefined ? `${name.slice(0, 29)}-2` : `${name}${Number(number) + 1}`;
}
