import type { Workload } from "../workload/workload";

/** How to find out at the endpoint whether an instance is ready. */
export interface Readiness {
  /**
   * Answered with 2xx by any instance that gets requests; undefined if the workload has no such path, or has it at a port that
   * the endpoint does not lead to.
   */
  readinessPath?: string;
  /** Of the request, whatever its path. */
  readinessHeaders?: Record<string, string>;
}

export const readinessOf = ({ readiness }: Workload): Readiness => ({
  readinessPath: readiness?.port === undefined ? readiness?.path : undefined,
  readinessHeaders: readiness?.headers,
});

/** What to request. Without a path of its own, what any HTTP service has an answer for. */
export const pathOf = ({ readinessPath = "/" }: Readiness): string => readinessPath;

/**
 * Whether an answer shows that an instance is ready. Where nothing says which answer does, all do but those of a proxy that
 * has no instance to ask, and of an instance that fails: https://www.rfc-editor.org/rfc/rfc9110#section-15.6
 */
export const isReady = ({ readinessPath }: Readiness, status: number): boolean =>
  status >= 200 && status < (readinessPath === undefined ? 500 : 300);
