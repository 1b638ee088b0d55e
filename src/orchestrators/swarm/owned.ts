import type Docker from "dockerode";
import type { Owned } from "../engine";

/** The label that has the workload's name. */
export const WORKLOAD_LABEL = "podium.workload";

/** The workload's service, its secrets and its network, by their label. */
export async function ownedIn(docker: Docker, workload: string): Promise<Owned[]> {
  const filters = { label: [`${WORKLOAD_LABEL}=${workload}`] };
  const [services, secrets, networks] = await Promise.all([
    docker.listServices({ filters }),
    docker.listSecrets({ filters }),
    docker.listNetworks({ filters }),
  ]);
  return [
    ...services.map(({ ID, Spec }) => entry("service", ID, Spec?.Name)),
    ...secrets.map(({ ID, Spec }) => entry("secret", ID, Spec?.Name)),
    ...networks.map(({ Id, Name }) => entry("network", Id, Name)),
  ];
}

function entry(kind: "service" | "secret" | "network", id: string, name = id): Owned {
  const type = `docker:index/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return { type, id, name: `${kind} ${name}`, remove: `docker ${kind} rm ${name}` };
}
