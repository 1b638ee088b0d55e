/** The work of replacing instances. All times are seconds. */
export interface Rollout {
  /** How many instances are replaced: what an autoscaler may have made of them, at most. */
  count: number;
  /** How many of them at once, at least. */
  atOnce: number;
  /** How long an instance may take to start, including the download of its image. */
  startSeconds: number;
  /** How long one may take to stop, from when it gets no more requests. */
  stopSeconds: number;
}

/**
 * Seconds that a rollout may take: the number of batches, each of which stops its old instances and starts its new ones.
 * Pulumi's providers give up after a time of their own, most after 20 minutes, however many instances there are.
 */
export const rolloutSeconds = ({ count, atOnce, startSeconds, stopSeconds }: Rollout): number =>
  Math.ceil(count / atOnce) * (startSeconds + stopSeconds);

/** Pulumi's option for a resource whose creation or update may take that long. */
export const timeouts = (seconds: number) => ({ create: `${seconds}s`, update: `${seconds}s` });
