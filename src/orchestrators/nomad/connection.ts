import { z } from "zod";
import { Failure } from "../../common/errors";
import { shownAddress } from "../../common/reach";
import { variableOf } from "../../common/started";
import { describe, InvalidConfig, type Problem } from "../../workload/problems";
import { fromEnvironment } from "../../workload/settings";
import { settings } from "./settings";

/** A region of a Nomad cluster, by the agent that leads to it. */
export const schema = z.object({
  /** `http://HOST:PORT`, `https://HOST:PORT` or `unix:///PATH`. */
  address: z.string(),
  namespace: z.string(),
  /** The agent's own unless set. */
  region: z.string().optional(),
});

export type NomadConnection = z.infer<typeof schema>;

/** https://developer.hashicorp.com/nomad/commands#remote-usage */
const DEFAULT_ADDRESS = "http://127.0.0.1:4646";

const RULE =
  "must be http://HOST:PORT, https://HOST:PORT or unix:///PATH, for example http://10.0.0.1:4646 or " +
  "unix:///var/run/nomad.sock";

/**
 * The agent that the configuration names, or else the environment, as for Nomad's command line, or else the one that Podium
 * has started.
 * @throws InvalidConfig, or Failure that names the environment variable with the wrong value.
 */
export function connectionOf({ address, namespace, region }: Partial<NomadConnection>): NomadConnection {
  return {
    address: addressOf(address),
    namespace: namespace ?? fromEnvironment(settings.namespace.value, "NOMAD_NAMESPACE") ?? "default",
    region: region ?? fromEnvironment(settings.region.value, "NOMAD_REGION"),
  };
}

/** The host at which clients reach a node that is the agent's, unless the configuration names another one. */
export const hostOf = ({ address }: NomadConnection): string =>
  socketOf(address) ? "localhost" : new URL(address).hostname;

/** The path of the Unix socket that an address names, if it is one. */
export const socketOf = (address: string): string | undefined => /^unix:\/\/(\/.+)$/.exec(address)?.[1];

function addressOf(configured?: string): string {
  if (configured !== undefined) {
    return normalize(configured, (problem) => new InvalidConfig([{ key: "nomad:address", ...problem }]));
  }
  const variable = variableOf("nomad", "NOMAD_ADDR") ?? DEFAULT_ADDRESS;
  return normalize(variable, (problem) => new Failure(describe({ key: "NOMAD_ADDR", ...problem })));
}

/**
 * One spelling for each address. Like the command line, it has no path; unlike there, it has no credentials, since it is
 * stored and shown.
 */
function normalize(address: string, toError: (problem: Omit<Problem, "key">) => Error): string {
  if (socketOf(address)) return address;
  if (address.includes("@")) {
    throw toError({ value: "[secret]", rule: "must not contain credentials (set NOMAD_HTTP_AUTH instead)" });
  }
  const url = /^https?:\/\//.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  if (url?.href === `${url?.origin}/`) return url.origin;
  throw toError({ value: shownAddress(address), rule: RULE });
}
