import { PROCEDURES } from "../drills";
import { type DrillName, DRILLS } from "../drills/metrics";
import type { Finding } from "../drills/procedure";
import { unsuitedTo } from "../drills/suited";
import type { Wanted } from "../program/deployment";
import { type LastDrill, type LiveColumnState, type Order, ORDERS, type OrderWords } from "./state";

/** The buttons, in the order in which a learner would press them. */
export const ORDER_WORDS: OrderWords[] = [
  { order: "kill", title: "Kill one", effect: "Ends one instance, as abruptly as its engine allows." },
  { order: "hang", title: "Hang one", effect: "Makes one instance stop responding while it keeps running." },
  { order: "scale", title: "Scale", effect: "Adds three instances, then removes them." },
  { order: "update", title: "Update", effect: "Deploys the next version, through Pulumi." },
  { order: "badRelease", title: "Bad release", effect: "Deploys a version that never becomes ready." },
  { order: "rollBack", title: "Roll back", effect: "Restores what was deployed before, through Pulumi." },
];

/** The label of an order's button. */
export const titleOf = (order: Order): string => ORDER_WORDS.find((each) => each.order === order)!.title;

/**
 * The orders that cannot be executed on what is deployed, each with the reason.
 * @param to the image that an image of one's own is updated to.
 */
export const unsuitedOrders = (wanted: Wanted, to?: string): LiveColumnState["unsuited"] =>
  Object.fromEntries(
    ORDERS.flatMap((order) => {
      const reason = order === "rollBack" ? undefined : unsuitedTo(order, wanted, to);
      return reason ? [[order, reason]] : [];
    }),
  );

/** The procedure of an order's drill; undefined for rolling back, which is not a drill. */
export const procedureOf = (order: Order) => (order === "rollBack" ? undefined : PROCEDURES[order]);

/** The outcome of a drill, with its metrics' labels; missing numbers are left out. */
export function toLast(
  title: string,
  drill: DrillName,
  { verdict, reason, metrics, facts }: Pick<Finding, "verdict" | "reason" | "metrics" | "facts">,
): LastDrill {
  const findings = Object.entries(DRILLS[drill].metrics).map(([key, { label, unit }]) => ({
    label,
    unit,
    value: metrics[key] ?? null,
  }));
  return {
    title,
    verdict,
    ...(reason && { reason }),
    findings: findings.filter(({ value }) => value !== null),
    facts,
  };
}
