import { openingsOf, redirectsOf } from "../readers";
import type { StackPolicy } from "../policy";

/**
 * The contract has one endpoint, so any other public port was opened by mistake, except one that only redirects to HTTPS,
 * which browsers try first.
 */
export const onlyTheEndpoint: StackPolicy = {
  name: "only-the-endpoint",
  description: "Only the endpoint is public: one port, and one that redirects to its HTTPS.",
  problems(resources) {
    const redirects = resources.flatMap(redirectsOf);
    const openings = resources
      .flatMap((resource) => openingsOf(resource).map((port) => ({ port, by: resource.name })))
      .filter(({ port }) => !redirects.includes(port));
    const ports = [...new Set(openings.map(({ port }) => port))];
    const single = ports.length <= 1 && ports.every((port) => /^\d+$/.test(port));
    if (single) return [];
    const list = openings.map(({ port, by }) => `${port} (${by})`).join(", ");
    return [`More than one port is open to the world: ${list}. Keep only the endpoint's.`];
  },
};
