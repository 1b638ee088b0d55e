import { fromNothing } from "./deploy";
import { useOf } from "./engineProcesses";
import { grown, type Size } from "./grown";
import { exactly, NotSupported, type Procedure, requireFixedNumber, secondsBetween } from "./procedure";
import { instancesOf, type Resize, resize } from "./resize";
import { Watch } from "./watch";
import type { Watched } from "./watched";

/**
 * From nothing to more and more instances, and back to the first number at once. It changes the deployment through Pulumi
 * and, once there is an instance, under load. The first number that is not reached ends it: that is the result.
 */
export const grow: Procedure = async (site, conditions, report) => {
  requireFixedNumber(site);
  const { steps, leftOut } = conditions.growth;
  const [first, ...others] = steps;
  if (first === undefined) throw new NotSupported(`no number of instances is left to try: ${leftOut}`);

  await site.configure({ replicas: first });
  const wanted = exactly(site.outputs.wanted, first);
  const { seconds, problems } = await fromNothing(site, wanted, conditions, report);
  const begun = { instances: first, seconds, problems, use: await useOf(site) };
  if (problems.length) return grown(conditions.growth, [begun]);

  const changes: (Resize & Pick<Size, "use">)[] = [];
  const watched = await Watch.during(
    site,
    conditions,
    async (watch) => {
      for (const instances of others.length ? [...others, first] : []) {
        const change = await resize(site, watch, instances, report);
        changes.push({ ...change, use: await useOf(site) });
        if (change.problems.length) return;
        watch.mark(`${instancesOf(instances)} ready`);
      }
    },
    { isCrowd: true },
  );
  const sizes = changes.map((change, index) => sizeOf(change, watched, changes[index + 1]));
  const [up, [down]] = [sizes.slice(0, others.length), sizes.slice(others.length)];
  return grown(conditions.growth, [begun, ...up], watched, down);
};

/** What happens after a change does not count against it. */
const sizeOf = (
  { wanted, from, problems, use }: Resize & Pick<Size, "use">,
  watched: Watched,
  next?: Resize,
): Size => ({
  instances: wanted.min,
  seconds: problems.length ? null : secondsBetween(from, watched.heldSince(wanted, from, next?.from)),
  problems,
  use,
});
