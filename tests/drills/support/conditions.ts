import { startLoadHere } from "../../../src/drills/load";
import type { Conditions } from "../../../src/drills/procedure";

/** As little waiting as the fake cluster needs. */
export const QUICK: Conditions = {
  rate: 50,
  startLoad: startLoadHere,
  timeoutSeconds: 2.5,
  warmSeconds: 0.5,
  lookSeconds: 0.02,
  settleSeconds: 0.4,
  patienceSeconds: 3,
  nodePatienceSeconds: 3,
  growth: { steps: [1, 3, 6] },
  stop: new AbortController().signal,
};
