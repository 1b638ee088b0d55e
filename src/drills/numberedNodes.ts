import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import type { DrillRun, Results } from "./result";

/** A recording is for everybody, and the names of somebody's machines are not: they become `node-1`, `node-2` and so on. */
export function withNumberedNodes(results: Results): Results {
  const renamings = new Map(
    ORCHESTRATOR_NAMES.map((name) => [name, renamingOf(results.engines[name]?.nodes ?? [])]),
  );
  const engines = Object.entries(results.engines).map(([name, engine]) => {
    const rename = renamings.get(name as OrchestratorName)!;
    const nodes = engine.nodes?.map((node) => ({ ...node, name: rename(node.name) }));
    return [name, { ...engine, ...(nodes && { nodes }) }];
  });
  return {
    ...results,
    engines: Object.fromEntries(engines) as Results["engines"],
    runs: results.runs.map((run) => renamed(run, renamings.get(run.orchestrator)!)),
  };
}

type Rename = (text: string) => string;

/** Those that manage the cluster come first. */
function renamingOf(nodes: { name: string; isManager: boolean }[]): Rename {
  const sorted = [...nodes].sort(
    (a, b) => Number(b.isManager) - Number(a.isManager) || a.name.localeCompare(b.name),
  );
  const numbers = new Map(sorted.map(({ name }, index) => [name, `node-${index + 1}`]));
  if (!sorted.length) return (text) => text;
  // A name may begin with another one. Of what a host name may hold, only the dot means something in a pattern.
  const names = [...numbers.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(".", "\\."));
  const pattern = new RegExp(`(?<![\\w.-])(?:${names.join("|")})(?![\\w-])`, "g");
  return (text) => text.replace(pattern, (name) => numbers.get(name)!);
}

function renamed(run: DrillRun, rename: Rename): DrillRun {
  const { reason, facts, timeline } = run;
  const found = Object.entries(facts).map(([key, fact]) => [key, rename(fact)] as const);
  return {
    ...run,
    ...(reason !== undefined && { reason: rename(reason) }),
    facts: Object.fromEntries(found),
    ...(timeline && {
      timeline: {
        ...timeline,
        events: timeline.events.map((event) => ({ ...event, what: rename(event.what) })),
        ...(timeline.instances && {
          instances: timeline.instances.map((change) => ({
            ...change,
            ...(change.node !== undefined && { node: rename(change.node) }),
          })),
        }),
      },
    }),
  };
}
