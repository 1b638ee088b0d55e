import { availableParallelism, loadavg } from "node:os";
import type { OrchestratorName } from "../orchestrators";
import type { LiveColumn } from "./column";
import { ORDER_WORDS } from "./orders";
import type { Recording } from "./replay";
import type { LiveState, Order } from "./state";

/** What the page shows: deployments, or a recording. */
export interface Show {
  /** What the page gets, as JSON. */
  state: () => LiveState | Recording;
  /**
   * Starts executing an order; undefined for a recording, in which nothing can be ordered.
   * @returns those that execute it.
   */
  order?: (order: Order, names: OrchestratorName[]) => OrchestratorName[];
}

/**
 * Deployments as they are.
 * @param rate requests per second to each of them.
 */
export const showColumns = (columns: LiveColumn[], rate: number): Show => ({
  state: () => ({
    rate,
    orders: ORDER_WORDS,
    machine: { load: loadavg()[0]!, cores: availableParallelism() },
    columns: columns.map((column) => column.state),
  }),
  order: (order, names) =>
    columns
      .filter(({ site }) => names.includes(site.name))
      .filter((column) => column.order(order))
      .map(({ site }) => site.name),
});
