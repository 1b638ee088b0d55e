import type { Container, ContainerGroup } from "@azure/arm-containerinstance";
import type { Instance } from "../engine";

/** A container group as an instance. @param now milliseconds since 1970. */
export function toInstance(group: ContainerGroup, now = Date.now()): Instance {
  const container = group.containers[0];
  return {
    id: group.name ?? "",
    state: stateOf(group, now),
    image: container?.image,
    startedAt: container?.instanceView?.currentState?.startTime?.toISOString(),
    // A group is in one zone at most: https://learn.microsoft.com/azure/reliability/reliability-container-instances
    zone: group.zones?.[0],
  };
}

/** https://learn.microsoft.com/azure/container-instances/container-state */
function stateOf(
  { provisioningState, instanceView, containers }: ContainerGroup,
  now: number,
): Instance["state"] {
  if (provisioningState === "Failed" || ENDED.includes(instanceView?.state ?? "")) return "failed";
  if (provisioningState === "Unhealthy") return "unready";
  if (provisioningState !== "Succeeded") return "starting";
  const [container] = containers;
  if (container?.instanceView?.currentState?.state === "Running") {
    return isUnready(container, now) ? "unready" : "ready";
  }
  return container?.instanceView?.restartCount ? "unready" : "starting";
}

/** States that a group with the restart policy `Always` does not leave on its own. */
const ENDED = ["Stopped", "Failed", "Succeeded"];

/**
 * Azure reports readiness only through an event for each failed check: a container is not ready while the latest one is
 * younger than three intervals.
 */
function isUnready({ instanceView, readinessProbe }: Container, now: number): boolean {
  const since = now - 3000 * (readinessProbe?.periodSeconds ?? 10);
  return (instanceView?.events ?? []).some(
    ({ name, message, lastTimestamp }) =>
      name === "Unhealthy" && /^readiness/i.test(message ?? "") && (lastTimestamp?.getTime() ?? 0) >= since,
  );
}
