import { z } from "zod";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { DRILL_NAMES } from "./metrics";

/** Names the format of a results file; a change that old readers would misread gets a new number. */
export const FORMAT = "podium/results/v1";

/** Something that happened during a run, in seconds since it began. */
const event = z.object({ at: z.number(), what: z.string() });

/** All requests that were sent in one second of a run. */
const second = z.object({
  /** Seconds since the run began: 0 is the first. */
  at: z.number(),
  /** Answers by version and instance. */
  answered: z.array(z.object({ version: z.string(), instance: z.string(), requests: z.number() })),
  /** Requests lost, by what happened to them. */
  lost: z
    .object({ refused: z.number(), reset: z.number(), timedOut: z.number(), status: z.number() })
    .partial(),
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
   * `passed`: what the drill tries was seen. `failed`: it was not, which is the orchestrator's result. `not supported`: the
   * orchestrator has nothing of the kind. `error`: the run says nothing, since something else went wrong.
   */
  verdict: z.enum(["passed", "failed", "not supported", "error"]),
  /** Why, unless it passed; plain text that may come from an engine. */
  reason: z.string().optional(),
  /** Numbers by the keys of the drill's metrics; null where there was nothing to measure. */
  metrics: z.record(z.string(), z.number().nullable()),
  /** Findings that are no numbers, e.g. `rolledBackBy: "the engine"`; plain text that may come from an engine. */
  facts: z.record(z.string(), z.string()),
  timeline: z.object({ events: z.array(event), seconds: z.array(second) }).optional(),
});

/** A results file: what was measured, in which environment, so that two people's can be compared. */
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
    z.object({ product: z.string(), version: z.string(), kind: z.enum(["real", "emulator", "stand-in"]) }),
  ),
  /** The image by digest. */
  image: z.string(),
  settings: z.object({
    runs: z.number(),
    /** Requests a second. */
    rate: z.number(),
    /** Seconds until a request without an answer is lost. */
    timeout: z.number(),
    replicas: z.number(),
    cpu: z.number(),
    /** MiB. */
    memory: z.number(),
  }),
  runs: z.array(run),
});

export type Results = z.infer<typeof resultsSchema>;
export type DrillRun = z.infer<typeof run>;
export type Timeline = NonNullable<DrillRun["timeline"]>;
