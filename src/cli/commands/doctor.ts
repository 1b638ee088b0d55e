import colours from "picocolors";
import { findRegistry } from "../../automation/bootstrap";
import { findPulumi, PULUMI_REMEDY, PULUMI_VERSION } from "../../automation/cli";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { foundAs, originOf, startCommandOf } from "../engines";
import { probeAll } from "../probes";
import { table } from "../table";

interface Diagnosis {
  what: string;
  found: boolean;
  /** What was found, or why it was not. */
  detail: string;
  /** Whose engine it is. */
  origin?: "podium" | "yours";
  /** The command that gets it. */
  remedy?: string;
}

/** Shows what was found and what is missing. `podium plan` works without any of it. */
export async function doctor(_names: OrchestratorName[], { json }: { json?: boolean }): Promise<void> {
  const findings = await examine();
  if (json) {
    console.log(JSON.stringify(findings, null, 2));
    return;
  }
  const rows = findings.map(({ what, found, detail, origin, remedy }) => [
    found ? colours.green("✔") : colours.yellow("–"),
    what,
    origin ? `${detail}, ${WHOSE[origin]}` : detail,
    remedy ?? "",
  ]);
  console.log(table(["", "", "found", "to get it"], rows, [3, 26, 42, 52]));
}

const WHOSE = { podium: "started by Podium", yours: "yours" };

async function examine(): Promise<Diagnosis[]> {
  const [pulumi, registry, probes] = await Promise.all([findPulumi(), findRegistry(), probeAll()]);
  return [
    { what: "Node.js", found: true, detail: process.version },
    pulumi
      ? { what: "Pulumi CLI", found: true, detail: `${pulumi.version}` }
      : {
          what: "Pulumi CLI",
          found: false,
          detail: `not on the PATH; podium up installs ${PULUMI_VERSION}`,
          remedy: PULUMI_REMEDY,
        },
    {
      what: "Registry",
      found: registry.found,
      detail: registry.reason ?? registry.address,
      remedy: registry.remedy,
    },
    ...(await Promise.all(
      [...probes].map(async ([name, probe]) => ({
        what: ORCHESTRATORS[name].title,
        found: probe.reachable,
        detail: foundAs(probe),
        origin: await originOf(name, probe),
        remedy: probe.reachable ? undefined : (startCommandOf(name) ?? probe.remedy),
      })),
    )),
  ];
}
