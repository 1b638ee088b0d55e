import { isOwn } from "../../program/owner";
import type { Owned } from "../engine";
import { type NomadClient, NomadError } from "./client";
import { frontDoorName, secretsPath } from "./names";

interface Job {
  ID: string;
  Meta?: Record<string, string> | null;
}

/** The workload's jobs, as far as Podium has submitted them, and the variable with its secrets. */
export async function ownedIn(client: NomadClient, namespace: string, workload: string): Promise<Owned[]> {
  const named = { name: workload };
  const find = <T>(path: string) => client.call<T>(path, { namespace }).catch(undefinedIfNone);
  const jobs = await Promise.all([frontDoorName(named), workload].map((id) => find<Job>(`job/${id}`)));
  const path = secretsPath(named);
  const variable = await find(`var/${path}`);
  return [
    ...jobs
      .filter((job) => isOwn(job?.Meta))
      .map((job) => job!.ID)
      .map((id) => ({
        type: "nomad:index/job:Job",
        id,
        name: `job ${id}`,
        remove: `nomad job stop -purge -namespace ${namespace} ${id}`,
      })),
    ...(variable === undefined
      ? []
      : [
          {
            type: "nomad:index/variable:Variable",
            id: `${path}@${namespace}`,
            name: `variable ${path}`,
            remove: `nomad var purge -namespace ${namespace} ${path}`,
          },
        ]),
  ];
}

/** A token that may not read a variable has not written it either. */
function undefinedIfNone(error: unknown): undefined {
  if (error instanceof NomadError && [403, 404].includes(error.status)) return undefined;
  throw error;
}
