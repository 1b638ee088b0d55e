import colours from "picocolors";
import { deployedOutputs } from "../../automation/deployedOutputs";
import { reasonOf } from "../../common/reason";
import { look } from "../../verdict/verify";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import type { ClusterNode, Instance } from "../../orchestrators/engine";
import { engineOf } from "../../orchestrators/engines";
import { Notes, noteSign } from "../../visuals/notes";
import { notesBelow, table } from "../table";
import type { StackOutputs } from "../../program/outputs";

type Placed = Pick<Instance, "id" | "node" | "zone"> & { state: string };

interface Status {
  name: OrchestratorName;
  /** `unknown` if the stack cannot be read. */
  state: "running" | "not as wanted" | "not deployed" | "unknown";
  endpoints: string[];
  /** What the engine calls the deployment; undefined if nothing is deployed. */
  reference?: string;
  /** As the engine reports them or, if it could not be reached, those that responded. */
  instances: Placed[];
  /** The cluster's machines; none where the engine shows none, or does not tell. */
  nodes: ClusterNode[];
  version?: string;
  image?: string;
  problems: string[];
}

/**
 * Shows what is deployed to each orchestrator, and whether it is as wanted.
 * @returns the exit code: 1 if a stack cannot be read.
 */
export async function status(names: OrchestratorName[], { json }: { json?: boolean }): Promise<number> {
  const chosen = names.length ? names : ORCHESTRATOR_NAMES;
  const all = await Promise.all(
    chosen.map(async (name) => {
      try {
        return await statusOf(name, await deployedOutputs(name));
      } catch (error) {
        return { name, state: "unknown", ...NOTHING, problems: [reasonOf(error)] } satisfies Status;
      }
    }),
  );
  console.log(json ? JSON.stringify(all, null, 2) : statusTable(all));
  return all.some(({ state }) => state === "unknown") ? 1 : 0;
}

const NOTHING = { endpoints: [], instances: [], nodes: [], problems: [] };

async function statusOf(name: OrchestratorName, outputs: StackOutputs | undefined): Promise<Status> {
  if (!outputs?.wanted) return { name, state: "not deployed", ...NOTHING };
  const engine = await engineOf(name, outputs.connection);
  const [{ problems, confirmed, instances }, nodes] = await Promise.all([
    look(outputs, engine),
    engine.nodes().catch(() => []),
  ]);
  return {
    name,
    state: problems.length ? "not as wanted" : "running",
    endpoints: outputs.endpoints,
    reference: outputs.reference,
    instances:
      instances?.map(({ id, state, node, zone }) => ({ id, state, node, zone })) ??
      confirmed.map((id) => ({ id, state: "responds" })),
    nodes,
    version: outputs.wanted.version,
    image: outputs.wanted.image,
    problems,
  };
}

const COLOURS: Record<Status["state"], (text: string) => string> = {
  running: colours.green,
  "not as wanted": colours.red,
  "not deployed": colours.dim,
  unknown: colours.red,
};

function statusTable(all: Status[]): string {
  const notes = new Notes();
  const rows = all.map(({ name, state, endpoints, instances, nodes, version = "", problems }) => [
    name,
    [COLOURS[state](state), ...problems.map((each) => noteSign(notes.add(`${name}: ${each}`)))].join(" "),
    version,
    instances.map((each) => `${each.id.slice(0, 36)} ${each.state}`).join("\n"),
    instances.map((each) => placeOf(each, nodes)).join("\n"),
    endpoints.join("\n"),
  ]);
  const head = ["", "", "version", "instances", "on", "endpoint"];
  return [table(head, rows, [null, null, null, null, null, 60]), ...notesBelow(notes)].join("\n");
}

/** E.g. `node-2 in dc1`, or `node-2 in dc1, down`. */
function placeOf({ node, zone }: Placed, nodes: ClusterNode[]): string {
  const { state = "ready" } = nodes.find(({ name }) => name === node) ?? {};
  const place = [node, zone].filter(Boolean).join(" in ");
  return state === "ready" ? place : `${place}, ${colours.red(state)}`;
}
