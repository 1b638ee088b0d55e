import type { EngineEvent, Stack, UpOptions } from "@pulumi/pulumi/automation";
import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import type { Engine } from "../orchestrators/engine";
import { describe } from "./events";
import { Diagnostics, warningOf } from "./failure";
import { whileResponding } from "./heartbeat";
import { endIfInterrupted, type Interruption } from "./interruption";
import { unlocking } from "./lock";
import { type Project, withPlace } from "./projects";

/** The options of every Pulumi operation. */
export type Common = Required<Pick<UpOptions, "onEvent" | "suppressProgress" | "color">> &
  Pick<UpOptions, "signal">;

/** What an operation runs with. */
export interface Context {
  report: Progress;
  interruption?: Interruption;
  /** What the stack is deployed to: Pulumi is interrupted when it stops responding. */
  engine?: Engine;
}

/**
 * Runs an operation of Pulumi for as long as the engine responds.
 * @throws Failure with a message for the user.
 */
export async function operate<T>(
  stack: Stack,
  project: Project,
  { report, interruption, engine }: Context,
  operation: (options: Common) => Promise<T>,
): Promise<T> {
  const attempt = (signal?: AbortSignal) =>
    attemptOnce(stack, project, report, signal, (options) => {
      endIfInterrupted(interruption);
      return operation(options);
    });
  return engine
    ? whileResponding(engine, interruption?.processes, attempt)
    : attempt(interruption?.processes);
}

async function attemptOnce<T>(
  stack: Stack,
  project: Project,
  report: Progress,
  signal: AbortSignal | undefined,
  operation: (options: Common) => Promise<T>,
): Promise<T> {
  let diagnostics = new Diagnostics();
  const onEvent = (event: EngineEvent) => {
    diagnostics.add(event);
    const progress = describe(event) ?? warningOf(event);
    if (progress) report(withPlace(progress, project));
  };
  try {
    return await unlocking(stack, () => {
      diagnostics = new Diagnostics();
      return operation({ onEvent, signal, suppressProgress: true, color: "never" });
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(withPlace(diagnostics.failure(error).message, project));
  }
}
