/** What the policies check in a container, in words that belong to no orchestrator. What is undefined is not set. */
export interface Container {
  name: string;
  image?: string;
  /** A user's name or number, optionally with a group's after a colon. */
  user?: string;
  /** In the orchestrator's own unit. */
  cpu?: number | string;
  memory?: number | string;
  healthCheck: boolean;
  /** The environment variables whose value is in the resource as it is. */
  env: Record<string, string>;
  /** Whether it is not an instance of the workload but something beside it, such as a proxy. */
  isAuxiliary?: boolean;
}

/** The inputs of a resource as Pulumi shows them to a policy. */
export type Props = Record<string, unknown>;

/** How the policies read an orchestrator's resources, by type token. */
export interface PolicyReaders {
  /** The containers that a resource has. */
  containers: Record<string, (props: Props) => Container[]>;
  /**
   * The ports that a resource opens to the world, e.g. `80`, or `0-65535` for all. Ports that an engine chooses on its
   * nodes for a proxy to find do not count: a public port is one that clients can be told.
   */
  openings: Record<string, (props: Props) => (number | string)[]>;
  /** The port at which a resource only redirects clients to HTTPS. */
  redirects?: Record<string, (props: Props) => (number | string)[]>;
}
