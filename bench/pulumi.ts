import { passphraseVariables } from "../src/automation/passphrase";
import { folderOf, STACK } from "../src/automation/projects";
import { ORCHESTRATOR_NAMES } from "../src/orchestrators";
import { comparePairs, PODIUM } from "./pairs";

/**
 * How long `podium status` takes with everything that is deployed, and `podium up` without changes for one stack, relative to
 * one command of Pulumi. The stack must be deployed. Run it with: npm run bench:pulumi NAME
 */
const name = ORCHESTRATOR_NAMES.find((each) => each === process.argv[2]);
if (!name) throw new Error(`Name a stack that is deployed: ${ORCHESTRATOR_NAMES.join(", ")}.`);

const pulumi = ["pulumi", "--cwd", folderOf(name), "--stack", STACK, "--non-interactive"];
const compared = [
  { podium: ["status"], pulumi: ["stack", "output", "--json"] },
  { podium: ["up", name, "--yes"], pulumi: ["up", "--yes", "--skip-preview"] },
];
for (const each of compared) {
  comparePairs(
    { title: `podium ${each.podium.join(" ")}`, command: [...PODIUM, ...each.podium] },
    { title: `pulumi ${each.pulumi.join(" ")}`, command: [...pulumi, ...each.pulumi] },
    5,
    passphraseVariables(),
  );
}
