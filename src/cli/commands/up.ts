import { findPulumi } from "../../automation/cli";
import type { OrchestratorName } from "../../orchestrators";
import { refuseWhileAtWork } from "../../drills/claim";
import { readWorkloadFile } from "../../program/workloadFile";
import { chooseEngines, type ConsentOptions } from "../choice";
import { onInterrupt } from "../interrupt";
import { prepare } from "../prepare";
import { probeAll } from "../probes";

/**
 * Deploys to the orchestrators named or, by default, to every engine on this machine.
 * @returns the exit code: 0 if all of them run.
 * @throws Failure while drills run on them, or if the workload file is wrong.
 */
export async function up(names: OrchestratorName[], options: ConsentOptions): Promise<number> {
  refuseWhileAtWork("podium up", names);
  // Before anything is started or built for it.
  readWorkloadFile();
  // The CLI tells its version while the SDK loads, which takes longer.
  void findPulumi();
  await prepare(names, options);
  const probes = await probeAll(names.length ? names : undefined);
  const { chosen, missing } = await chooseEngines(names, probes, options);
  if (!chosen.length) return 1;
  const { deployAll, resultTable } = await import("../deployments");
  const interruption = onInterrupt();
  const results = await deployAll(chosen, probes, interruption, options.json ?? false);
  if (options.json) console.log(JSON.stringify(results, null, 2));
  else console.log(resultTable(results));
  const someFailed = results.some(({ state }) => state === "failed");
  if (someFailed && interruption.stop.aborted) {
    console.error(
      "Interrupted. Run `podium up` again to resume, or `podium down` to remove what was created.",
    );
  }
  return missing.length || someFailed ? 1 : 0;
}
