import { once, setMaxListeners } from "node:events";
import { requirePulumi } from "../automation/cli";
import { Journal } from "../drills/journal";
import { PulumiSite } from "../drills/pulumiSite";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { Column } from "../serve/column";
import { buildPage } from "../serve/page";
import { serveColumns } from "../serve/server";
import { onInterrupt } from "./interrupt";
import { probeAll } from "./probes";
import { type Perform, recover } from "./recovery";
import { runTasks } from "./tasks";

export interface ServeOptions {
  port: number;
  /** Requests a second to each orchestrator. */
  rate: number;
}

/**
 * Serves the comparison as a live page, until it is interrupted; then what its drills have changed is put back.
 * @returns the exit code: 0 if everything is as it was found.
 */
export async function serve(names: OrchestratorName[], { port, rate }: ServeOptions): Promise<number> {
  const journal = new Journal();
  if (journal.owner !== undefined) {
    console.error(`Another podium drill or serve, process ${journal.owner}, is at work. Wait for it to end.`);
    return 1;
  }
  const stop = new AbortController();
  const signal = onInterrupt("everything is put back as it was found", stop);
  // Each drill and each operation of Pulumi's leaves a listener behind.
  setMaxListeners(0, signal, stop.signal);
  const perform: Perform = async (title, run) => (await runTasks([{ title, run }]))[0]!;
  const surroundings = { journal, pulumi: await requirePulumi(), signal };
  if (!(await recover(surroundings, perform))) return 1;

  const chosen = names.length ? names : [...ORCHESTRATOR_NAMES];
  const probes = await probeAll(chosen);
  const found = await Promise.all(
    chosen.map((name) => PulumiSite.find(name, { ...surroundings, probe: probes.get(name)! })),
  );
  const sites = found.filter((site) => site !== undefined);
  const missing = names.filter((_, index) => !found[index]);
  if (missing.length)
    console.error(`Not deployed: ${missing.join(", ")}. Deploy it with: npx podium up ${missing.join(" ")}`);
  if (!sites.length) {
    if (!missing.length)
      console.error("Nothing is deployed. Deploy to what answers on this machine with: npx podium up");
    return 1;
  }

  const columns = sites.map((site) => new Column(site, { rate, stop: stop.signal }));
  const serving = await serveColumns(columns, await buildPage(), { port, rate }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
      console.error(`Port ${port} is taken. Choose another one with --port, or 0 for any that is free.`);
    },
  );
  if (!serving) return 1;
  await Promise.all(columns.map((column) => column.start()));
  console.log(
    `${serving.link}\nOpen this link to watch ${sites.length} side by side. Ctrl-C ends it and puts everything back.`,
  );
  if (!stop.signal.aborted) await once(stop.signal, "abort");

  await Promise.all(columns.map((column) => column.end()));
  const outcomes = await runTasks(
    sites.map((site) => ({ title: site.orchestrator.title, run: (report) => site.restore(report) })),
  );
  serving.close();
  return outcomes.some((outcome) => "error" in outcome) ? 1 : 0;
}
