import { badRelease } from "./badRelease";
import { deploy } from "./deploy";
import { discovery } from "./discovery";
import { footprint } from "./footprint";
import { hang } from "./hang";
import { kill } from "./kill";
import { limits } from "./limits";
import type { DrillName } from "./metrics";
import type { Procedure } from "./procedure";
import { remove } from "./remove";
import { scale } from "./scale";
import { spread } from "./spread";
import { update } from "./update";

/** The procedure of each drill. */
export const PROCEDURES: Record<DrillName, Procedure> = {
  deploy,
  limits,
  spread,
  discovery,
  scale,
  kill,
  hang,
  update,
  badRelease,
  footprint,
  remove,
};
