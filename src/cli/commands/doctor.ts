import colours from "picocolors";
import { findRegistry } from "../../docker/bootstrap";
import { findPulumi, PULUMI_REMEDY, PULUMI_VERSION } from "../../automation/cli";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { engineName, probeAll } from "../probes";
import { table } from "../table";

interface Finding {
  what: string;
  found: boolean;
  /** What was found, or why not. */
  detail: string;
  /** The one command that gets it. */
  remedy?: string;
}

/** Tells what is here and what is missing. Nothing that is missing keeps `podium plan` from working. */
export async function doctor(_names: OrchestratorName[], { json }: { json?: boolean }): Promise<void> {
  const findings = await examine();
  if (json) {
    console.log(JSON.stringify(findings, null, 2));
    return;
  }
  const rows = findings.map(({ what, found, detail, remedy }) => [
    found ? colours.green("✔") : colours.yellow("–"),
    what,
    detail,
    remedy ?? "",
  ]);
  console.log(table(["", "", "found", "get it with"], rows, [3, 26, 42, 52]));
}

async function examine(): Promise<Finding[]> {
  const [pulumi, registry, probes] = await Promise.all([findPulumi(), findRegistry(), probeAll()]);
  return [
    { what: "Node.js", found: true, detail: process.version },
    pulumi
      ? { what: "Pulumi CLI", found: true, detail: `${pulumi.version}` }
      : {
          what: "Pulumi CLI",
          found: false,
          detail: `not on the PATH; podium up installs ${PULUMI_VERSION} by itself`,
          remedy: PULUMI_REMEDY,
        },
    {
      what: "Registry",
      found: registry.found,
      detail: registry.reason ?? registry.address,
      remedy: registry.remedy,
    },
    ...[...probes].map(([name, probe]) => ({
      what: ORCHESTRATORS[name].title,
      found: probe.reachable,
      detail: probe.reachable ? `${engineName(probe)} at ${probe.address}` : probe.reason,
      remedy: probe.reachable ? undefined : probe.remedy,
    })),
  ];
}
