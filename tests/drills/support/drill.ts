import { PROCEDURES } from "../../../src/drills";
import type { DrillName } from "../../../src/drills/metrics";
import type { Conditions, Finding } from "../../../src/drills/procedure";
import type { Behaviour } from "./cluster";
import { QUICK } from "./conditions";
import { loadOn } from "./load";
import { FakeSite } from "./site";

/** The finding of a drill on a cluster that behaves like this. */
export async function drill(
  name: DrillName,
  behaviour: Partial<Behaviour> = {},
  changes: Partial<FakeSite> = {},
  changed: Partial<Conditions> = {},
): Promise<Finding> {
  const site = Object.assign(await FakeSite.with(behaviour), changes);
  const conditions = { ...QUICK, startLoad: loadOn(site.cluster), ...changed };
  try {
    return await PROCEDURES[name](site, conditions, () => undefined);
  } finally {
    site.cluster.close();
  }
}
