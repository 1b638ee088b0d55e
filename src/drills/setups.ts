import { isDeepStrictEqual } from "node:util";
import type { OrchestratorName } from "../orchestrators";
import type { Configured } from "./configured";
import type { Results } from "./result";

/**
 * Sorts sessions by setup: those of one setup have the same configured on each orchestrator that several of them measured.
 * Files of an earlier Podium, which do not say what was configured, count as sessions with the defaults.
 * @param sessions preferred ones first, usually the newest.
 * @returns first the setup with results of the most drills and orchestrators, among equals that of the preferred session.
 */
export function setupsOf<T extends { results: Results }>(sessions: T[]): T[][] {
  const setups: { configured: Map<OrchestratorName, Configured>; sessions: T[] }[] = [];
  for (const session of sessions) {
    const own = configuredIn(session.results);
    const fitting = setups.find(({ configured }) =>
      own.every(([name, value]) => isDeepStrictEqual(configured.get(name) ?? value, value)),
    );
    const setup = fitting ?? { configured: new Map<OrchestratorName, Configured>(), sessions: [] };
    if (!fitting) setups.push(setup);
    setup.sessions.push(session);
    for (const [name, value] of own) setup.configured.set(name, value);
  }
  return setups.map((setup) => setup.sessions).sort((a, b) => extentOf(b) - extentOf(a));
}

function configuredIn({ runs, settings }: Results): [OrchestratorName, Configured][] {
  const names = [...new Set(runs.map(({ orchestrator }) => orchestrator))];
  return names.map((name) => [name, settings.configured?.[name] ?? {}]);
}

/** The session with results of the most drills and orchestrators, of equals the first. */
export const largestOf = <T extends { results: Results }>(sessions: T[]): T =>
  sessions.reduce((one, other) => (extentOf([other]) > extentOf([one]) ? other : one));

/** For how many drills on how many orchestrators sessions have a result. */
export const extentOf = (sessions: { results: Results }[]): number =>
  new Set(
    sessions
      .flatMap(({ results }) => results.runs)
      .filter(({ verdict }) => verdict !== "error")
      .map(({ orchestrator, drill }) => `${orchestrator} ${drill}`),
  ).size;
