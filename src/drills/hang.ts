import { healFrom, orderFault, turnFaultsOn } from "./heal";
import { NotSupported, type Procedure } from "./procedure";

/** Makes one instance stop responding to requests and health checks while it keeps running. */
export const hang: Procedure = async (site, conditions, report) => {
  const { health } = site.orchestrator.fidelity;
  if (health.level === "unsupported") throw new NotSupported(`health checks: ${health.effect}`);
  await turnFaultsOn(site, conditions, report);
  return healFrom(site, conditions, report, async ({ ready }) => {
    const instance = await orderFault(site.outputs.endpoints[0]!, "hang");
    return { what: `${instance} hangs`, victims: ready, strike: async () => undefined };
  });
};
