import { existsSync } from "node:fs";
import { relative } from "node:path";
import { configFile, stackConfig, withPlace } from "../automation/projects";
import { Failure } from "../common/errors";
import type { OrchestratorName } from "../orchestrators";
import { type Plan, planEach } from "../plan";

/** Plans each program with the configuration of its stack here, if any, as `podium up` would deploy it. */
export async function planConfigured(names: OrchestratorName[]): Promise<Plan[]> {
  const plans = await planEach(names, stackConfig);
  return plans.map((plan) =>
    plan.problem ? { ...plan, problem: withPlace(plan.problem, plan.name) } : plan,
  );
}

/** @throws Failure that names what is wrong if one of the programs cannot be planned. */
export function refuseProblems(plans: Plan[]): void {
  const problems = plans.flatMap(({ problem }) => problem ?? []);
  if (problems.length) throw new Failure(problems.join("\n"));
}

/** Which files the plans follow; undefined if none. */
export function configurationNote(names: OrchestratorName[]): string | undefined {
  const files = names.map(configFile).filter((file) => existsSync(file));
  if (!files.length) return undefined;
  const list = files.map((file) => relative(process.cwd(), file)).join(", ");
  return `Planned as configured in ${list}. To plan with the defaults instead, add --defaults.`;
}
