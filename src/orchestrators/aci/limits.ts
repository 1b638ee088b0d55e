import { InvalidWorkload, type Workload } from "../../workload";

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

/** @throws InvalidWorkload if Azure keeps the public port, on which the process itself has to listen, for itself. */
export function checkPort({ publicPort }: Workload): void {
  if (!RESERVED_PORTS.some(([first, last]) => publicPort >= first && publicPort <= last)) return;
  const ranges = RESERVED_PORTS.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  const allowed = `a port that Azure Container Instances does not reserve, which are ${ranges.join(", ")}`;
  throw new InvalidWorkload([{ key: "podium:publicPort", value: publicPort, allowed }]);
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
