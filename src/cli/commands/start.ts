import { findPulumi, PULUMI_REMEDY, PULUMI_VERSION } from "../../automation/cli";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { planStacks } from "../../plan";
import { sideBySide } from "./plan";
import { prepare } from "../prepare";
import { probeAll } from "../probes";
import { heading } from "../table";
import { localOnes, upPrepared } from "./up";

/** The main job: all seven planned, and one image running on every engine of this machine. */
export async function start(_names: OrchestratorName[], { yes }: { yes?: boolean }): Promise<number> {
  console.log(sideBySide(await planStacks(ORCHESTRATOR_NAMES)));
  await prepare([], { yes });
  const probes = await probeAll();
  const local = localOnes(probes);
  const others = [...probes].filter(([name]) => !local.includes(name));
  console.log(heading("Only planned"));
  for (const [name, probe] of others) {
    const why = probe.reachable
      ? `${probe.address} is not on this machine: npx podium up ${name}`
      : probe.reason;
    console.log(`  ${ORCHESTRATORS[name].title}: ${why}`);
    if (!probe.reachable) console.log(`    get it with: ${probe.remedy}`);
  }
  if (!(await findPulumi())) {
    console.log(
      `\nThe Pulumi CLI is not on the PATH: podium up installs ${PULUMI_VERSION} by itself, if it can be reached. Or get it ` +
        `with: ${PULUMI_REMEDY}`,
    );
  }
  if (!local.length) {
    console.log(
      "\nNo engine answers on this machine, so nothing was deployed. Start one and run this again.",
    );
    return 0;
  }
  return upPrepared(local, { yes });
}
