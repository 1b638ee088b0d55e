import { autoscale } from "./autoscale";
import { badRelease } from "./badRelease";
import { deploy } from "./deploy";
import { discovery } from "./discovery";
import { drain } from "./drain";
import { footprint } from "./footprint";
import { grow } from "./grow";
import { hang } from "./hang";
import { kill } from "./kill";
import { limits } from "./limits";
import { DRILL_NAMES, type DrillName } from "./metrics";
import { nodeLoss } from "./nodeLoss";
import type { Procedure } from "./procedure";
import { remove } from "./remove";
import { scale } from "./scale";
import { spread } from "./spread";
import { whereSuited } from "./suited";
import { update } from "./update";

const BY_NAME: Record<DrillName, Procedure> = {
  deploy,
  limits,
  spread,
  discovery,
  scale,
  grow,
  autoscale,
  kill,
  hang,
  drain,
  nodeLoss,
  update,
  badRelease,
  footprint,
  remove,
};

/** The procedure of each drill. */
export const PROCEDURES = Object.fromEntries(
  DRILL_NAMES.map((name) => [name, whereSuited(name, BY_NAME[name])]),
) as Record<DrillName, Procedure>;
