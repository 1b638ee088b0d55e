import { z } from "zod";
import { Failure } from "../../common/errors";
import { shownAddress } from "../../common/reach";
import { variableOf } from "../../common/started";
import { describe, InvalidConfig } from "../../workload/problems";

/** A cluster, by its HTTP gateway. */
export const schema = z.object({
  /** The gateway's base URL, e.g. `https://demo.westeurope.cloudapp.azure.com:19080`. */
  endpoint: z.string(),
});

export type ServiceFabricConnection = z.infer<typeof schema>;

/** The gateway of a development cluster. */
const DEFAULT_ENDPOINT = "http://localhost:19080";

const RULE =
  "must be the URL of a cluster's HTTP gateway without a path or credentials, e.g. " +
  "https://demo.westeurope.cloudapp.azure.com:19080";

/**
 * The cluster that the configuration names, or else SERVICE_FABRIC_ENDPOINT, or else the one that Podium has started,
 * or else a development cluster on this machine.
 * @throws InvalidConfig if the configuration's URL is wrong, Failure if the environment variable's is.
 */
export function connectionOf({ endpoint }: Partial<ServiceFabricConnection>): ServiceFabricConnection {
  if (endpoint !== undefined) {
    if (isGateway(endpoint)) return { endpoint };
    const key = "podium-service-fabric:endpoint";
    throw new InvalidConfig([{ key, value: shownAddress(endpoint), rule: RULE }]);
  }
  const found = variableOf("service-fabric", "SERVICE_FABRIC_ENDPOINT") ?? DEFAULT_ENDPOINT;
  if (isGateway(found)) return { endpoint: found };
  throw new Failure(describe({ key: "SERVICE_FABRIC_ENDPOINT", rule: RULE, value: shownAddress(found) }));
}

function isGateway(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && pathname === "/" && !search && !hash;
}
