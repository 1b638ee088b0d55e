import type { Workload } from "./workload";

/** Every port that the process listens on: first the one that everything but its checks may ask. */
export const portsOf = ({
  port,
  health,
  readiness,
}: Pick<Workload, "port" | "health" | "readiness">): number[] => [
  ...new Set([port, health?.port ?? port, readiness?.port ?? port]),
];

/** Whether Linux leaves one of them to root, unless it is told otherwise: https://man7.org/linux/man-pages/man7/ip.7.html */
export const hasPrivilegedPort = (workload: Workload): boolean =>
  portsOf(workload).some((port) => port < 1024);
