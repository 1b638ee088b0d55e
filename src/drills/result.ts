import { z } from "zod";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { DRILL_NAMES } from "./metrics";

/** The format of a result file; a change that old readers would misread gets a new number. */
export const FORMAT = "podium/results/v1";

/** An event during a run, in seconds since its start. */
const event = z.object({ at: z.number(), what: z.string() });

/** All requests that were due in one second of a run. */
const second = z.object({
  /** Seconds since the run's start; the first is 0. */
  at: z.number(),
  /**
   * Answered requests by version and instance. Null: the image does not say who has answered, or there are too many instances
   * to name.
   */
  answered: z.array(
    z.object({ version: z.string().nullable(), instance: z.string().nullable(), requests: z.number() }),
  ),
  /** Instances that the engine had ready by the end of the second; only where instances are not named. */
  ready: z.number().optional(),
  /** Lost requests by kind of loss. */
  lost: z
    .object({ refused: z.number(), reset: z.number(), timedOut: z.number(), status: z.number() })
    .partial(),
});

/** A change in what the engine reported about one instance. */
const change = z.object({
  /** Seconds since the run's start. */
  at: z.number(),
  /** The engine's own id, which the sample also answers with on most engines. */
  id: z.string(),
  /** `gone`: the engine no longer reports it. */
  state: z.enum(["starting", "ready", "unready", "stopping", "failed", "gone"]),
  node: z.string().optional(),
  zone: z.string().optional(),
  /** Only of an image that does not say its version: the beginning of its digest. */
  version: z.string().optional(),
});

const run = z.object({
  orchestrator: z.enum(ORCHESTRATOR_NAMES),
  drill: z.enum(DRILL_NAMES),
  /** 1 for the first repetition. */
  run: z.number(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** How long the whole run took, in seconds. */
  seconds: z.number(),
  /**
   * `passed`: what the drill tests was observed. `failed`: it was not, which is the orchestrator's result.
   * `not supported`: the orchestrator has no such feature, or the image is not the sample that the drill needs. `error`: something else went wrong, so there is no result.
   */
  verdict: z.enum(["passed", "failed", "not supported", "error"]),
  /** Why it did not pass; plain text, possibly from an engine. */
  reason: z.string().optional(),
  /** Numbers by the drill's metric keys; null if there was nothing to measure. */
  metrics: z.record(z.string(), z.number().nullable()),
  /** Which of them could not be measured, and why; undefined if all could. */
  leftOut: z.string().optional(),
  /** Findings that are not numbers, e.g. `rolledBackBy: "the engine"`; plain text, possibly from an engine. */
  facts: z.record(z.string(), z.string()),
  timeline: z
    .object({
      events: z.array(event),
      seconds: z.array(second),
      /**
       * Which instances there were at any moment, and where: all changes, beginning with what was there at first. Undefined
       * in earlier files, and where the engine could not be asked.
       */
      instances: z.array(change).optional(),
    })
    .optional(),
});

/** A result file: what was measured and in which environment, so that results of different people can be compared. */
export const resultsSchema = z.object({
  format: z.literal(FORMAT),
  /** ISO 8601. */
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  command: z.string(),
  podium: z.object({ version: z.string() }),
  machine: z.object({
    os: z.string(),
    architecture: z.string(),
    processor: z.string(),
    cores: z.number(),
    /** MiB. */
    memory: z.number(),
    node: z.string(),
  }),
  engines: z.partialRecord(
    z.enum(ORCHESTRATOR_NAMES),
    z.object({
      product: z.string(),
      version: z.string(),
      kind: z.enum(["real", "emulator", "stand-in"]),
      /** The cluster's machines when the session began; undefined in earlier files, and where the engine shows none. */
      nodes: z
        .array(z.object({ name: z.string(), zone: z.string().optional(), isManager: z.boolean() }))
        .optional(),
    }),
  ),
  /** The image by digest. */
  image: z.string(),
  /** Whether that is the sample image; undefined in earlier files, where it always is. */
  isSample: z.boolean().optional(),
  /** The image that `update` updates to, by digest, if it is not the next version of the sample. */
  to: z.string().optional(),
  settings: z.object({
    runs: z.number(),
    /** Requests per second. */
    rate: z.number(),
    /** Seconds without a response after which a request is lost. */
    timeout: z.number(),
    replicas: z.number(),
    cpu: z.number(),
    /** MiB. */
    memory: z.number(),
    /** The numbers of instances that `grow` has tried; undefined if it was not among the drills. */
    instances: z.array(z.number()).optional(),
    /** See `Configured`, for each orchestrator of the session; undefined in earlier files. */
    configured: z.partialRecord(z.enum(ORCHESTRATOR_NAMES), z.record(z.string(), z.string())).optional(),
  }),
  runs: z.array(run),
});

export type Results = z.infer<typeof resultsSchema>;
export type DrillRun = z.infer<typeof run>;
/** See `Timeline.instances`. */
export type InstanceChange = z.infer<typeof change>;
export type Timeline = NonNullable<DrillRun["timeline"]>;
