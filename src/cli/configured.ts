import { existsSync } from "node:fs";
import { relative } from "node:path";
import { configFile, stackConfig, withPlace } from "../automation/projects";
import { Failure } from "../common/errors";
import type { OrchestratorName } from "../orchestrators";
import { type Plan, planEach } from "../plan";
import { readWorkloadFile } from "../program/workloadFile";
import { shownFile, workloadFile } from "../program/workloadPath";

/**
 * Plans each program with the configuration of its stack here, if any, over the workload file, as `podium up` would deploy
 * it.
 * @throws Failure that names what is wrong in the workload file, once for all programs.
 */
export async function planConfigured(names: OrchestratorName[]): Promise<Plan[]> {
  readWorkloadFile();
  const plans = await planEach(names, stackConfig, workloadFile());
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
  const own = names.map(configFile).filter((file) => existsSync(file));
  const list = [...workloadFiles(), ...own.map((file) => relative(process.cwd(), file))];
  if (!list.length) return undefined;
  return `Planned as configured in ${list.join(", ")}. To plan with the defaults instead, add --defaults.`;
}

function workloadFiles(): string[] {
  const file = workloadFile();
  return file ? [shownFile(file)] : [];
}
