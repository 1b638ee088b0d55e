import { z } from "zod";
import type { Setting } from "../workload/settings";

/** A host name or an IP address, as in a URL: an IPv6 address in brackets. */
export const HOST = /^([\w.-]+|\[[0-9a-f:.]+\])$/i;

const RULE =
  "must be host names or IP addresses, each once, separated by commas, e.g. 10.0.0.1,10.0.0.2 (IPv6 in brackets)";

const hosts = z
  .string({ error: RULE })
  .transform((list) => list.split(",").map((host) => host.trim()))
  .refine((all) => all.every((host) => HOST.test(host)) && new Set(all).size === all.length, RULE)
  .optional();

/**
 * The setting that names several nodes, where each leads to all instances: clients that know them all do without one.
 * @param single the setting that names one.
 */
export const nodeHosts = (single: string) =>
  ({
    value: hosts,
    default: `the host in \`${single}\``,
    description:
      "the addresses of several nodes, e.g. `10.0.0.1,10.0.0.2`, each of which leads to all instances: the endpoints, of " +
      "which clients can use the next where one does not answer",
  }) satisfies Setting;

/** The endpoints at these hosts. */
export const endpointsAt = (hosts: string[], publicPort: number): string[] =>
  hosts.map((host) => `http://${host}:${publicPort}`);
