import type Docker from "dockerode";
import type { Progress } from "../common/progress";

/** One thing that this machine lacks, and how to get it. */
export interface Step {
  title: string;
  /** The `docker` command that does the same, for those who prefer to run it themselves. */
  command: string;
  /**
   * Does it.
   * @throws Failure
   */
  run(report?: Progress): Promise<void>;
}

/** Starts an orchestrator's engine on a Docker engine of this machine, and removes only what it has started. */
export interface Bootstrap {
  /** What is missing, in the order to get it. */
  missing(docker: Docker, folder: string): Promise<Step[]>;
  /** The identity of the engine that `missing` has started, as a probe reports it; undefined if it has started none. */
  started(folder: string): Promise<string | undefined>;
  /**
   * Removes what `missing` has started.
   * @param folder where `missing` keeps notes of that.
   * @returns what was done and what was not, one sentence each.
   * @throws Failure with what Docker refuses.
   */
  undo(docker: Docker, folder: string): Promise<string[]>;
}
