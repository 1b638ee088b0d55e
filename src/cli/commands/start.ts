import { findPulumi, PULUMI_REMEDY, PULUMI_VERSION } from "../../automation/cli";
import { costLines } from "../../cost/line";
import { refuseWhileAtWork } from "../../drills/claim";
import { hasRecording } from "../../drills/recordings";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { chooseEngines } from "../choice";
import { planConfigured } from "../configured";
import { deployAll, resultTable } from "../deployments";
import { onInterrupt } from "../interrupt";
import { sideBySide } from "../plans";
import { prepare } from "../prepare";
import { probeAll, type Probes } from "../probes";
import { heading } from "../table";
import { report } from "./report";

/** The main job: plans all orchestrators, and runs one image on every engine of this machine. */
export async function start(_names: OrchestratorName[], { yes }: { yes?: boolean }): Promise<number> {
  refuseWhileAtWork("podium start", []);
  const plans = await planConfigured(ORCHESTRATOR_NAMES);
  console.log(sideBySide(plans, await costLines(plans)));
  await prepare([], { yes });
  const probes = await probeAll();
  const { chosen } = await chooseEngines([], probes, { yes });
  showOthers(probes, chosen);
  if (!chosen.length) {
    if (!(await findPulumi())) {
      console.log(
        `\nThe Pulumi CLI is not on the PATH. \`podium up\` installs version ${PULUMI_VERSION}; to install it yourself: ` +
          PULUMI_REMEDY,
      );
    }
    await showWithoutEngine();
    return 0;
  }
  const results = await deployAll(chosen, probes, onInterrupt(), false);
  console.log(resultTable(results));
  return results.some(({ state }) => state === "failed") ? 1 : 0;
}

/** What there is to see where nothing can be deployed: a recorded session, if one came along. */
async function showWithoutEngine(): Promise<void> {
  if (!hasRecording()) return console.log("\nNothing was deployed. Start an engine and run this again.");
  console.log("\nNothing was deployed. To see what engines do, here is a recorded session. Its report:");
  await report([], { recorded: true, format: "html" });
  console.log("To watch it as it happened: npx podium serve --replay");
  console.log("To deploy yourself, start an engine and run this again.");
}

function showOthers(probes: Probes, chosen: OrchestratorName[]): void {
  const others = [...probes].filter(([name]) => !chosen.includes(name));
  if (!others.length) return;
  console.log(heading("Planned only"));
  for (const [name, probe] of others) {
    const { title } = ORCHESTRATORS[name];
    if (probe.reachable)
      console.log(`  ${title} at ${probe.address}: to deploy to it, npx podium up ${name}`);
    else console.log(`  ${title}: ${probe.reason}\n    to get it: ${probe.remedy}`);
  }
}
