import type { Progress } from "../common/progress";
import type { Wanted } from "../program/deployment";
import { exactly } from "./procedure";
import type { Site } from "./site";
import type { Watch } from "./watch";

/** One change of the number of instances. */
export interface Resize {
  wanted: Wanted;
  /** When it was requested, in milliseconds since 1970. */
  from: number;
  /** Why it was not done; empty when it was. */
  problems: string[];
}

/** E.g. "1 instance", "5 instances". */
export const instancesOf = (number: number): string => `${number} instance${number === 1 ? "" : "s"}`;

/** Changes the number of instances through Pulumi, and waits until that many have responded, or patience runs out. */
export async function resize(site: Site, watch: Watch, instances: number, report: Progress): Promise<Resize> {
  const wanted = exactly(site.outputs.wanted, instances);
  await site.configure({ replicas: instances });
  const from = watch.mark(`${instancesOf(instances)} requested`);
  const failure = await watch.up(report);
  if (failure) return { wanted, from, problems: [`Pulumi: ${failure}`, ...watch.problems(wanted)] };
  report(`waiting for ${instancesOf(instances)} to respond`);
  return { wanted, from, problems: await watch.untilHeld(wanted) };
}
