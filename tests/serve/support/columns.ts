import { Sender } from "../../../src/drills/sender";
import { ORCHESTRATORS, type OrchestratorName } from "../../../src/orchestrators";
import { type ColumnOptions, LiveColumn } from "../../../src/serve/column";
import { Traffic } from "../../../src/serve/traffic";
import type { Behaviour } from "../../drills/support/cluster";
import { FakeSite } from "../../drills/support/site";

export const RATE = 40;

/** Sends from this thread: a separate one takes a second to start. */
async function sendHere(
  ...[options, onRequests]: Parameters<typeof import("../../../src/drills/load").sendFromThread>
) {
  const sender = new Sender(options, (request) => onRequests([request]));
  sender.start();
  return sender;
}

/** A column that watches a fake cluster; `end` interrupts its drill and stops it. */
export async function columnOn(
  name: OrchestratorName = "swarm",
  behaviour: Partial<Behaviour> = {},
  conditions?: ColumnOptions["conditions"],
  to?: string,
) {
  const stop = new AbortController();
  const site = await FakeSite.with(behaviour);
  Object.assign(site, { name, orchestrator: { ...site.orchestrator, title: ORCHESTRATORS[name].title } });
  let fail: (error: unknown) => void;
  const { wanted } = site.outputs;
  const options = { wanted, rate: RATE, timeoutSeconds: 2.5, connections: "mixed" } as const;
  const traffic = new Traffic(options, (...args) => {
    fail = args[2]!;
    return sendHere(...args);
  });
  const column = new LiveColumn(site, { rate: RATE, stop: stop.signal, traffic, conditions, to });
  await column.start();
  return {
    column,
    site,
    /** As if this machine could send no more requests. */
    fail: (reason: string) => fail(new Error(reason)),
    async end() {
      stop.abort();
      await column.end();
      site.cluster.close();
    },
  };
}
