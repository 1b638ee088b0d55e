import { z } from "zod";
import { task } from "./task";
import { count, filled, nanoseconds, port } from "../../../proof/rules";

const portLabel = z.string().regex(/^[a-z0-9_]{1,57}$/i);

/** https://developer.hashicorp.com/nomad/docs/job-specification/network */
const network = z
  .strictObject({
    DynamicPorts: z.array(z.strictObject({ Label: portLabel, To: port })).optional(),
    ReservedPorts: z.array(z.strictObject({ Label: portLabel, Value: port })).optional(),
  })
  .refine((all) => [all.DynamicPorts, all.ReservedPorts].some((ports) => ports?.length), "no port");

/** https://developer.hashicorp.com/nomad/docs/job-specification/restart */
const restart = z
  .strictObject({
    Attempts: count(),
    // Nomad's minimum.
    Interval: nanoseconds(5),
    Delay: nanoseconds(),
    Mode: z.enum(["fail", "delay"]),
  })
  .refine(({ Attempts, Delay, Interval }) => Attempts * Delay <= Interval, "more restarts than time");

/** https://developer.hashicorp.com/nomad/docs/job-specification/reschedule */
const reschedule = z
  .strictObject({
    Unlimited: z.literal(true),
    // Nomad's minimum.
    Delay: nanoseconds(5),
    DelayFunction: z.enum(["constant", "exponential", "fibonacci"]),
    MaxDelay: nanoseconds(5),
  })
  .refine(({ Delay, MaxDelay }) => Delay <= MaxDelay, "a delay above its maximum");

/** https://developer.hashicorp.com/nomad/docs/job-specification/migrate */
const migrate = z
  .strictObject({
    MaxParallel: count(1),
    HealthCheck: z.enum(["checks", "task_states"]),
    MinHealthyTime: nanoseconds(),
    HealthyDeadline: nanoseconds(),
  })
  .refine(({ MinHealthyTime, HealthyDeadline }) => MinHealthyTime < HealthyDeadline, {
    error: "a deadline before an allocation can be healthy",
  });

/**
 * https://developer.hashicorp.com/nomad/docs/job-specification/scaling and, for the policy,
 * https://developer.hashicorp.com/nomad/tools/autoscaling/policy
 */
const scaling = z
  .strictObject({
    Enabled: z.boolean(),
    Type: z.literal("horizontal"),
    Min: count(),
    Max: count(),
    Policy: z.strictObject({
      cooldown: z.string().regex(/^\d+[smh]$/),
      evaluation_interval: z.string().regex(/^\d+[smh]$/),
      check: z
        .array(
          z.record(
            filled,
            z.tuple([
              z.strictObject({
                source: filled,
                query: z.string().regex(/^(avg|min|max|sum)_(cpu|memory)(-allocated)?$/),
                strategy: z.tuple([
                  z.strictObject({
                    "target-value": z.tuple([z.strictObject({ target: z.number().positive() })]),
                  }),
                ]),
              }),
            ]),
          ),
        )
        .min(1),
    }),
  })
  .refine(({ Min, Max }) => Min <= Max, "a minimum above the maximum");

/** https://developer.hashicorp.com/nomad/docs/job-specification/group */
export const taskGroup = z
  .strictObject({
    Name: filled,
    Count: count(),
    // A group can have only one network.
    Networks: z.tuple([network]),
    RestartPolicy: restart,
    ReschedulePolicy: reschedule.optional(),
    Migrate: migrate.optional(),
    // The minimum: https://developer.hashicorp.com/nomad/docs/job-specification/ephemeral_disk
    EphemeralDisk: z.strictObject({ SizeMB: count(10) }),
    Scaling: scaling.optional(),
    Tasks: z.array(task).min(1),
  })
  .refine(({ Count, Scaling }) => !Scaling || (Count >= Scaling.Min && Count <= Scaling.Max), {
    error: "a count that the scaling does not allow",
  })
  .refine(
    ({ EphemeralDisk, Tasks }) =>
      Tasks.reduce((sum, { LogConfig }) => sum + LogConfig.MaxFiles * LogConfig.MaxFileSizeMB, 0) <
      EphemeralDisk.SizeMB,
    "logs that do not fit on the disk",
  )
  .refine(({ Networks: [network], Tasks }) => {
    const labels = [...(network.DynamicPorts ?? []), ...(network.ReservedPorts ?? [])].map(
      ({ Label }) => Label,
    );
    return Tasks.every(
      ({ Services, Config }) =>
        Services.every(({ PortLabel, Checks }) =>
          [PortLabel, ...Checks.flatMap((check) => check.PortLabel ?? [])].every((label) =>
            labels.includes(label),
          ),
        ) && (Config.ports ?? []).every((label) => labels.includes(label)),
    );
  }, "a port that the network does not have");
