import type { Wanted } from "../program/deployment";
import { digestOf, isOwn } from "../verdict/judge";
import type { DrillName } from "./metrics";
import { NotSupported, type Procedure } from "./procedure";

/** What only the sample image does, of the drills that need it. */
const NEEDED: Partial<Record<DrillName, string>> = {
  limits: "tells its limits, and exceeds them when told to",
  discovery: "tells which instances it finds by name",
  autoscale: "uses CPU time when told to",
  hang: "stops responding when told to",
  badRelease: "never becomes ready when told to",
};

/**
 * Why a drill cannot run on a deployment's image; undefined if it can.
 * @param to the image that the drill `update` updates an image of one's own to.
 */
export function unsuitedTo(drill: DrillName, wanted: Wanted, to?: string): string | undefined {
  if (!isOwn(wanted)) return undefined;
  const does = NEEDED[drill];
  if (does) return `needs the sample image, which ${does}`;
  if (drill !== "update") return undefined;
  if (to === undefined) return "needs the image to update to: name it with --to REPOSITORY@sha256:…";
  return digestOf(to) === digestOf(wanted.image)
    ? "--to names the digest that is deployed already"
    : undefined;
}

/** The same procedure, not supported where the drill cannot run on the image. */
export const whereSuited =
  (drill: DrillName, procedure: Procedure): Procedure =>
  async (site, conditions, report) => {
    const reason = unsuitedTo(drill, site.outputs.wanted, conditions.to);
    if (reason) throw new NotSupported(reason);
    return procedure(site, conditions, report);
  };
