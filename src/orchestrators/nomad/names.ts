import type { Workload } from "../../workload/workload";

type Named = Pick<Workload, "name">;

/** The task of every instance. */
export const TASK = "app";

/** The service by which an instance is reached from outside its node, at the node's address. */
export const serviceName = ({ name }: Named) => name;

/** The service by which an instance is reached on its own node, at its container's address. */
export const containerServiceName = ({ name }: Named) => `${name}-container`;

/** The front door's job and service. */
export const frontDoorName = ({ name }: Named) => `${name}-front-door`;

/** The variable with the secrets: only the job may read it, and needs no policy for that. */
export const secretsPath = ({ name }: Named) => `nomad/jobs/${name}`;
