import { openingsOf } from "../openings";
import type { StackPolicy } from "../policy";

/** The contract has one endpoint; whatever else the world can reach was opened by mistake. */
export const onlyTheEndpoint: StackPolicy = {
  name: "only-the-endpoint",
  description: "Nothing is public but the endpoint: one port.",
  problems(resources) {
    const openings = resources.flatMap((resource) =>
      openingsOf(resource).map((port) => ({ port, by: resource.name })),
    );
    const ports = [...new Set(openings.map(({ port }) => port))];
    const single = ports.length <= 1 && ports.every((port) => /^\d+$/.test(port));
    if (single) return [];
    const list = openings.map(({ port, by }) => `${port} (${by})`).join(", ");
    return [`More than one port is open to the world: ${list}. Keep the endpoint's alone.`];
  },
};
