import { once } from "node:events";
import { PulumiSite } from "../../drills/pulumiSite";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import { LiveColumn } from "../../serve/column";
import { buildPage } from "../../serve/page";
import { serveColumns } from "../../serve/server";
import { recover } from "../recovery";
import { beginSession } from "../session";
import { type Outcome, runTasks, type Task } from "../tasks";

export interface ServeOptions {
  port: number;
  /** Requests a second to each orchestrator. */
  rate: number;
}

/**
 * Serves the comparison as a live page until it is interrupted, then restores what its drills have changed.
 * @returns the exit code: 0 if everything was restored.
 */
export async function serve(names: OrchestratorName[], { port, rate }: ServeOptions): Promise<number> {
  const session = await beginSession();
  if (!session || !(await recover(session))) return 1;
  const { stop } = session.interruption;

  const chosen = names.length ? names : [...ORCHESTRATOR_NAMES];
  const found = await Promise.all(chosen.map((name) => PulumiSite.find(name, session)));
  const sites = found.filter((site) => site !== undefined);
  const missing = names.filter((_, index) => !found[index]);
  if (missing.length)
    console.error(`Not deployed: ${missing.join(", ")}. Run \`npx podium up ${missing.join(" ")}\`.`);
  if (!sites.length) {
    if (!missing.length) console.error("Nothing is deployed. Run `npx podium up` first.");
    return 1;
  }

  session.claims.narrow(sites.map(({ name }) => name));
  const columns = sites.map((site) => new LiveColumn(site, { rate, stop }));
  const serving = await serveColumns(columns, await buildPage(), { port, rate }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
      console.error(`Port ${port} is in use. Choose another one with --port, or 0 for any free port.`);
    },
  );
  if (!serving) return 1;
  let outcomes: Outcome<void>[];
  try {
    await Promise.all(columns.map((column) => column.start()));
    console.log(
      `${serving.link}\nOpen this link to watch ${sites.length} side by side. Press Ctrl-C to stop and restore everything.`,
    );
    if (!stop.aborted) await once(stop, "abort");
  } finally {
    outcomes = await runTasks(columns.map(restore));
    serving.close();
  }
  return outcomes.some((outcome) => "error" in outcome) ? 1 : 0;
}

/** Undoes what drills have changed, however the watching ended. */
const restore = (column: LiveColumn): Task<void> => ({
  title: column.site.orchestrator.title,
  run: (report) => column.end().finally(() => column.site.restore(report)),
});
