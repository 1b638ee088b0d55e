import type { Wanted } from "../program/deployment";
import { isOwn, shortDigest } from "../verdict/judge";
import { bothSeconds, describeLosses, longestPause } from "./accounting";
import { type Conditions, finding, NotSupported, type Procedure, secondsBetween } from "./procedure";
import type { Change, Site } from "./site";
import { Watch } from "./watch";

/** What replaces what is deployed. */
interface Next {
  change: Change;
  wanted: Wanted;
  /** Their names: versions or, of an image of one's own, digests. */
  from: string;
  to: string;
}

/** Updates to the next version, or to the image that is named, through Pulumi and under load. */
export const update: Procedure = async (site, conditions, report) => {
  const before = site.outputs.wanted;
  const own = isOwn(before);
  const next = own ? await nextImage(site, conditions) : nextVersionOf(before);
  const { wanted } = next;
  const done = own ? `all instances run ${next.to}` : `all instances respond with ${next.to}`;
  let failure: string | undefined;
  let problems: string[] = [];
  let from = 0;

  await site.configure(next.change);
  const watched = await Watch.during(site, conditions, async (watch) => {
    from = watch.mark(`update from ${next.from} to ${next.to}`);
    failure = await watch.up(report);
    report(`waiting until ${done}`);
    problems = failure ? watch.problems(wanted) : await watch.untilHeld(wanted);
    if (!problems.length) watch.mark(done);
  });

  const { totals, timeline, requests } = watched;
  const found = finding(
    [failure && `Pulumi: ${failure}`, ...problems, describeLosses(totals)],
    {
      seconds: failure || problems.length ? null : secondsBetween(from, watched.heldSince(wanted, from)),
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
      bothSeconds: own ? null : bothSeconds(requests, before.version, wanted.version),
      worstPause: Math.round(longestPause(requests) ?? 0),
      p99: totals.p99 === null ? null : Math.round(totals.p99),
    },
    watched.facts,
    timeline,
  );
  return own ? { ...found, leftOut: LEFT_OUT } : found;
};

const LEFT_OUT =
  "for how long both versions responded, since an image of your own does not say which of them has answered";

function nextVersionOf(before: Wanted): Next {
  const version = nextVersion(before.version);
  return { change: { version }, wanted: { ...before, version }, from: before.version, to: version };
}

/** @throws NotSupported if the engine does not tell the instances of one image from those of the other. */
async function nextImage(
  { engine, outputs: { reference, wanted } }: Site,
  { to }: Conditions,
): Promise<Next> {
  const image = to!;
  const instances = await engine.instances(reference);
  if (!instances.every((each) => each.image?.includes("sha256:")))
    throw new NotSupported("the engine does not say by digest which image its instances run");
  return {
    change: { image },
    wanted: { ...wanted, image },
    from: shortDigest(wanted.image),
    to: shortDigest(image),
  };
}

/** `v2` follows `v1`. */
function nextVersion(version: string): string {
  const [, name = version, number] = /^(.*?)(\d{1,9})$/.exec(version) ?? [];
  return number === undefined ? `${name.slice(0, 29)}-2` : `${name}${Number(number) + 1}`;
}
