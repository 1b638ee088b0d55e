import colours from "picocolors";
import { requirePulumi } from "../../automation/cli";
import { ProjectStack } from "../../automation/stacks";
import { look } from "../../verdict/verify";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import { engineOf } from "../../orchestrators/engines";
import { table } from "../table";
import type { StackOutputs } from "../../program/outputs";

interface Status {
  name: OrchestratorName;
  state: "running" | "not as wanted" | "not deployed";
  endpoints: string[];
  /** What the engine calls the deployment; undefined if nothing is deployed. */
  reference?: string;
  /** As the engine reports them or, if it could not be reached, those that responded. */
  instances: { id: string; state: string }[];
  version?: string;
  image?: string;
  problems: string[];
}

/** Shows what is deployed to each orchestrator, and whether it is as wanted. */
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
  const { problems, answering, instances } = await look(outputs, await engineOf(name, outputs.connection));
  return {
    name,
    state: problems.length ? "not as wanted" : "running",
    endpoints: outputs.endpoints,
    reference: outputs.reference,
    instances:
      instances?.map(({ id, state }) => ({ id, state })) ??
      answering.map((id) => ({ id, state: "responds" })),
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
