import colours from "picocolors";
import { requirePulumi } from "../../automation/cli";
import { ProjectStack } from "../../automation/stacks";
import { reasonOf } from "../../common/reason";
import { look } from "../../verdict/verify";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import { engineOf } from "../../orchestrators/engines";
import { Notes, noteSign } from "../../visuals/notes";
import { notesBelow, table } from "../table";
import type { StackOutputs } from "../../program/outputs";

interface Status {
  name: OrchestratorName;
  /** `unknown` if the stack cannot be read. */
  state: "running" | "not as wanted" | "not deployed" | "unknown";
  endpoints: string[];
  /** What the engine calls the deployment; undefined if nothing is deployed. */
  reference?: string;
  /** As the engine reports them or, if it could not be reached, those that responded. */
  instances: { id: string; state: string }[];
  version?: string;
  image?: string;
  problems: string[];
}

/**
 * Shows what is deployed to each orchestrator, and whether it is as wanted.
 * @returns the exit code: 1 if a stack cannot be read.
 */
export async function status(names: OrchestratorName[], { json }: { json?: boolean }): Promise<number> {
  const pulumi = await requirePulumi();
  const chosen = names.length ? names : ORCHESTRATOR_NAMES;
  const all = await Promise.all(
    chosen.map(async (name) => {
      try {
        const stack = await ProjectStack.find(name, pulumi);
        return await statusOf(name, (await stack?.outputs()) as StackOutputs | undefined);
      } catch (error) {
        return { name, state: "unknown", ...NOTHING, problems: [reasonOf(error)] } satisfies Status;
      }
    }),
  );
  console.log(json ? JSON.stringify(all, null, 2) : statusTable(all));
  return all.some(({ state }) => state === "unknown") ? 1 : 0;
}

const NOTHING = { endpoints: [], instances: [], problems: [] };

async function statusOf(name: OrchestratorName, outputs: StackOutputs | undefined): Promise<Status> {
  if (!outputs?.wanted) return { name, state: "not deployed", ...NOTHING };
  const { problems, confirmed, instances } = await look(outputs, await engineOf(name, outputs.connection));
  return {
    name,
    state: problems.length ? "not as wanted" : "running",
    endpoints: outputs.endpoints,
    reference: outputs.reference,
    instances:
      instances?.map(({ id, state }) => ({ id, state })) ??
      confirmed.map((id) => ({ id, state: "responds" })),
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
  const rows = all.map(({ name, state, endpoints, instances, version = "", problems }) => [
    name,
    [COLOURS[state](state), ...problems.map((each) => noteSign(notes.add(`${name}: ${each}`)))].join(" "),
    version,
    instances.map((each) => `${each.id.slice(0, 36)} ${each.state}`).join("\n"),
    endpoints.join("\n"),
  ]);
  const head = ["", "", "version", "instances", "endpoint"];
  return [table(head, rows, [null, null, null, null, 60]), ...notesBelow(notes)].join("\n");
}
