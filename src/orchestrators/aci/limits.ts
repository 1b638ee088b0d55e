import { InvalidConfig, type Problem } from "../../workload/problems";
import type { Workload } from "../../workload/workload";

/**
 * Ports that Azure keeps for itself, each pair the first and the last of a range.
 * https://learn.microsoft.com/azure/container-instances/container-instances-faq
 */
const RESERVED_PORTS = [
  [22, 22],
  [1025, 1027],
  [3389, 3399],
  [9999, 9999],
  [19000, 19000],
  [19080, 19080],
  [19100, 19100],
  [19390, 19390],
  [20000, 30000],
  [49152, 65534],
] as const;

/** @throws InvalidConfig if Azure does not accept the name or a port, or has nothing for the arguments. */
export function checkLimits({ name, publicPort, health, readiness, command, args }: Workload): void {
  const problems: Problem[] = [];
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance
  if (name.includes("--")) {
    const rule =
      "must not have two hyphens in a row, which Azure does not accept in a container group's name";
    problems.push({ key: "podium:name", value: name, rule });
  }
  // The process itself has to listen there.
  const ports = { publicPort, "health.port": health?.port, "readiness.port": readiness?.port };
  for (const [key, value] of Object.entries(ports)) {
    if (!RESERVED_PORTS.some(([first, last]) => value !== undefined && value >= first && value <= last))
      continue;
    const ranges = RESERVED_PORTS.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
    const rule = `must not be a port that Azure Container Instances reserves: ${ranges.join(", ")}`;
    problems.push({ key: `podium:${key}`, value, rule });
  }
  // https://learn.microsoft.com/azure/container-instances/container-instances-start-command
  if (args && !command) {
    const rule =
      "needs podium:command, since Azure has one command line, which replaces the image's entry point, too (to set that, " +
      "run `pulumi config set --type string --path 'podium:command[0]' PROGRAM`)";
    problems.push({ key: "podium:args", value: args, rule, isWrongKey: true });
  }
  if (problems.length) throw new InvalidConfig(problems);
}

/**
 * What a group gets: at least 1 core and 1 GB, and both in tenths, so the workload's cores and MiB are rounded up.
 * Requests equal limits: there is no other container in the group to borrow from.
 * https://learn.microsoft.com/azure/container-instances/container-instances-container-groups
 */
export function resources({ cpu, memory }: Pick<Workload, "cpu" | "memory">) {
  const amount = { cpu: granted(cpu), memoryInGB: granted(memory / 1024) };
  return { requests: amount, limits: amount };
}

const granted = (wanted: number) => Math.max(1, Math.ceil(wanted * 10) / 10);
