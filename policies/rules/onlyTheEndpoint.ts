import { openingsOf, redirectsOf } from "../openings";
import type { StackPolicy } from "../policy";

/**
 * The contract has one endpoint; whatever else the world can reach was opened by mistake, but for a port that only
 * redirects to HTTPS, where browsers begin.
 */
export const onlyTheEndpoint: StackPolicy = {
  name: "only-the-endpoint",
  description: "Nothing is public but the endpoint: one port, and one that redirects to its HTTPS.",
  problems(resources) {
    const redirects = resources.flatMap(redirectsOf);
    const openings = resources
      .flatMap((resource) => openingsOf(resource).map((port) => ({ port, by: resource.name })))
      .filter(({ port }) => !redirects.includes(port));
    const ports = [...new Set(openings.map(({ port }) => port))];
    const single = ports.length <= 1 && ports.every((port) => /^\d+$/.test(port));
    if (single) return [];
    const list = openings.map(({ port, by }) => `${port} (${by})`).join(", ");
    return [`More than one port is open to the world: ${list}. Keep the endpoint's alone.`];
  },
};
