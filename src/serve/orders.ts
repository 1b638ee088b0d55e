import { PROCEDURES } from "../drills";
import { DRILLS } from "../drills/metrics";
import type { Finding } from "../drills/procedure";
import type { LastDrill, Order, OrderWords } from "./state";

/** The buttons, in the order in which a learner would press them. */
export const ORDER_WORDS: OrderWords[] = [
  { order: "kill", title: "Kill one", effect: "One instance ends, as abruptly as its engine can." },
  { order: "hang", title: "Hang one", effect: "One instance lives on, but answers nothing." },
  { order: "scale", title: "Scale", effect: "Three more instances, and back." },
  { order: "update", title: "Update", effect: "The next version, through Pulumi." },
  { order: "badRelease", title: "Bad release", effect: "A version that never becomes ready." },
  { order: "rollBack", title: "Roll back", effect: "What was deployed before, through Pulumi." },
];

export const titleOf = (order: Order): string => ORDER_WORDS.find((each) => each.order === order)!.title;

/** How the drill of an order is done; undefined for the way back, which is none. */
export const procedureOf = (order: Order) => (order === "rollBack" ? undefined : PROCEDURES[order]);

/** What a drill came to, in the words of its metrics; numbers that it has not are left out. */
export function toLast(
  order: Exclude<Order, "rollBack">,
  { verdict, reason, metrics, facts }: Finding,
): LastDrill {
  const findings = Object.entries(DRILLS[order].metrics).map(([key, { label, unit }]) => ({
    label,
    unit,
    value: metrics[key] ?? null,
  }));
  return {
    title: titleOf(order),
    verdict,
    ...(reason && { reason }),
    findings: findings.filter(({ value }) => value !== null),
    facts,
  };
}
