import { once } from "node:events";
import { WrongUsage } from "../../common/errors";
import { reasonOf } from "../../common/reason";
import { PulumiSite } from "../../drills/pulumiSite";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { LiveColumn } from "../../serve/column";
import { showColumns } from "../../serve/show";
import { openPage } from "../openPage";
import { recover } from "../recovery";
import { replay, type ReplayOptions } from "../replay";
import { imageToUpdateTo } from "../sample";
import { beginSession, type Session } from "../session";
import { type Outcome, runTasks, type Task } from "../tasks";

export interface ServeOptions extends ReplayOptions {
  /** Requests a second to each orchestrator. */
  rate: number;
  /** The image, by digest, to update an image of one's own to. */
  to?: string;
}

/**
 * Serves the comparison as a live page until it is interrupted, then restores what its drills have changed; or a recording.
 * @returns the exit code: 0 if everything was restored.
 * @throws WrongUsage for a speed without a replay; see `replay`.
 */
export async function serve(names: OrchestratorName[], options: ServeOptions): Promise<number> {
  if (options.replay !== undefined) return replay(names, options);
  if (options.speed !== undefined) throw new WrongUsage("--speed is that of a replay: add --replay.");
  return serveLive(names, options);
}

async function serveLive(
  names: OrchestratorName[],
  { port, rate, to: given }: ServeOptions,
): Promise<number> {
  const to = given === undefined ? undefined : imageToUpdateTo(given);
  const session = await beginSession();
  if (!session) return 1;
  const left = await recover(session);
  const { stop } = session.interruption;

  const chosen = names.length ? names : [...ORCHESTRATOR_NAMES];
  const { sites, unreadable } = await findSites(
    chosen.filter((name) => !left.includes(name)),
    session,
  );
  const known = [...sites.map(({ name }) => name), ...unreadable, ...left];
  const missing = names.filter((name) => !known.includes(name));
  if (missing.length)
    console.error(`Not deployed: ${missing.join(", ")}. Run \`npx podium up ${missing.join(" ")}\`.`);
  if (!sites.length) {
    if (!known.length && !missing.length) console.error("Nothing is deployed. Run `npx podium up` first.");
    return 1;
  }

  session.claims.narrow(sites.map(({ name }) => name));
  const columns = sites.map((site) => new LiveColumn(site, { rate, stop, to }));
  const serving = await openPage(showColumns(columns, rate), port);
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

/** The deployed stacks. Why one cannot be read is reported, and stops none of the others. */
async function findSites(names: OrchestratorName[], session: Session) {
  const unreadable: OrchestratorName[] = [];
  const found = await Promise.all(
    names.map((name) =>
      PulumiSite.find(name, session).catch((error: unknown) => {
        unreadable.push(name);
        console.error(`${ORCHESTRATORS[name].title}: ${reasonOf(error)}`);
      }),
    ),
  );
  return { sites: found.filter((site) => site !== undefined), unreadable };
}

/** Undoes what drills have changed, however the watching ended. */
const restore = (column: LiveColumn): Task<void> => ({
  title: column.site.orchestrator.title,
  run: (report) => column.end().finally(() => column.site.restore(report)),
});
