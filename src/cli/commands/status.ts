import colours from "picocolors";
import { requirePulumi } from "../../automation/cli";
import { ProjectStack } from "../../automation/stacks";
import { look, type StackOutputs } from "../../verdict/verify";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { table } from "../table";

interface Status {
  name: OrchestratorName;
  state: "running" | "not as wanted" | "not deployed";
  endpoints: string[];
  /** What the engine calls the deployment; missing where nothing is deployed. */
  reference?: string;
  /** As the engine tells them, or, where it could not be asked, those that answered. */
  instances: { id: string; state: string }[];
  version?: string;
  image?: string;
  problems: string[];
}

/** Tells of each orchestrator what is deployed, and whether that is what was wanted. */
export async function status(names: OrchestratorName[], { json }: { json?: boolean }): Promise<void> {
  const pulumi = await requirePulumi();
  const chosen = names.length ? names : ORCHESTRATOR_NAMES;
  const all = await Promise.all(
    chosen.map(async (name) => {
      const stack = await ProjectStack.find(name, pulumi);
      return statusOf(name, (await stack?.outputs()) as StackOutputs | undefined);
    }),
  );
  console.log(json ? JSON.stringify(all, null, 2) : statusTable(all));
}

async function statusOf(name: OrchestratorName, outputs: StackOutputs | undefined): Promise<Status> {
  if (!outputs?.wanted) return { name, state: "not deployed", endpoints: [], instances: [], problems: [] };
  const { problems, answering, instances } = await look(outputs, ORCHESTRATORS[name].engine);
  return {
    name,
    state: problems.length ? "not as wanted" : "running",
    endpoints: outputs.endpoints,
    reference: outputs.reference,
    instances:
      instances?.map(({ id, state }) => ({ id, state })) ?? answering.map((id) => ({ id, state: "answers" })),
    version: outputs.wanted.version,
    image: outputs.wanted.image,
    problems,
  };
}

function statusTable(all: Status[]): string {
  const rows = all.map(({ name, state, endpoints, instances, version = "", problems }) => [
    name,
    { running: colours.green, "not as wanted": colours.red, "not deployed": colours.dim }[state](state),
    version,
    instances.map((each) => `${each.id.slice(0, 36)} ${each.state}`).join("\n"),
    [...endpoints, ...problems.map((problem) => colours.red(problem))].join("\n"),
  ]);
  return table(["", "", "version", "instances", "endpoint"], rows, [null, null, null, null, 60]);
}
