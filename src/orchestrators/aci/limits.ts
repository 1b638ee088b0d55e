import { InvalidWorkload, type Problem, type Workload } from "../../workload/workload";

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

/** @throws InvalidWorkload if Azure does not take the name, or the port. */
export function checkLimits({ name, publicPort }: Workload): void {
  const problems: Problem[] = [];
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance
  if (name.includes("--")) {
    const allowed = "a name without two hyphens in a row, which Azure does not take for container groups";
    problems.push({ key: "podium:name", value: name, allowed });
  }
  // The process itself has to listen there.
  if (RESERVED_PORTS.some(([first, last]) => publicPort >= first && publicPort <= last)) {
    const ranges = RESERVED_PORTS.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
    const allowed = `a port that Azure Container Instances does not reserve, which are ${ranges.join(", ")}`;
    problems.push({ key: "podium:publicPort", value: publicPort, allowed });
  }
  if (problems.length) throw new InvalidWorkload(problems);
}

/**
 * What a group is given: a group has at least 1 core and 1 GB, and both count in tenths, so that `workload` is rounded
 * up. Requests equal limits: there is nobody in the group to borrow from.
 * https://learn.microsoft.com/azure/container-instances/container-instances-container-groups
 */
export function resources({ cpu, memory }: Pick<Workload, "cpu" | "memory">) {
  const amount = { cpu: granted(cpu), memoryInGB: granted(memory / 1024) };
  return { requests: amount, limits: amount };
}

/** To the nearest millionth first: 1.1 × 10 is a little more than 11. */
const granted = (wanted: number) => Math.max(1, Math.ceil(Math.round(wanted * 1e6) / 1e5) / 10);
