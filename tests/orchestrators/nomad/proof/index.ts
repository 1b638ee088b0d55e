import { z } from "zod";
import { taskGroup } from "./group";
import type { Body, Proof } from "../../../proof/proof";
import { count, filled, nanoseconds, whole } from "../../../proof/rules";

/**
 * No package describes Nomad's API, so its documentation is written down here, member by member
 * (https://developer.hashicorp.com/nomad/docs/job-specification), together with what its servers validate:
 * https://github.com/hashicorp/nomad/blob/main/nomad/structs/structs.go
 * A live test has an agent validate the jobs.
 */
export const nomad: Proof = {
  bodies: {
    "nomad:index/job:Job": ({ jobspec, ...inputs }): Body[] => [
      { content: inputs, rules: jobInputs },
      { content: JSON.parse(String(jobspec)) as unknown, rules: job },
    ],
    "nomad:index/variable:Variable": (content): Body[] => [{ content, rules: variable }],
    "pulumi:providers:nomad": ({ ignoreEnvVars, ...inputs }): Body[] => [
      { content: inputs, rules: providerInputs },
      { content: JSON.parse(String(ignoreEnvVars)) as unknown, rules: ignoredVariables },
    ],
  },
};

/** https://www.pulumi.com/registry/packages/nomad/api-docs/job/#inputs */
const jobInputs = z.strictObject({
  json: z.literal(true),
  detach: z.boolean(),
  deregisterOnDestroy: z.boolean(),
  purgeOnDestroy: z.boolean(),
  preserveCounts: z.boolean().optional(),
  rerunIfDead: z.boolean(),
});

/** https://www.pulumi.com/registry/packages/nomad/installation-configuration/ */
const providerInputs = z.strictObject({
  address: z.string().regex(/^(https?:\/\/[^\s/@]+|unix:\/\/\/\S+)$/),
  region: z.string().regex(/^\S+$/).optional(),
});
const ignoredVariables = z.strictObject({ NOMAD_NAMESPACE: z.literal(true), NOMAD_REGION: z.literal(true) });

/** https://developer.hashicorp.com/nomad/docs/concepts/variables#restrictions: 64 KiB, and this alphabet. */
const variable = z.strictObject({
  path: z.string().regex(/^nomad\/jobs\/[A-Za-z0-9_~/-]{1,117}$/),
  namespace: filled,
  items: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .refine((items) => JSON.stringify(items).length <= 65536, "more than 64 KiB"),
});

/** https://developer.hashicorp.com/nomad/docs/job-specification/update */
const update = z
  .strictObject({
    MaxParallel: count(1),
    Canary: count(),
    AutoPromote: z.boolean(),
    AutoRevert: z.boolean(),
    HealthCheck: z.enum(["checks", "task_states", "manual"]),
    MinHealthyTime: nanoseconds(),
    HealthyDeadline: nanoseconds(1),
    ProgressDeadline: nanoseconds(1),
  })
  .refine(({ Canary, AutoPromote }) => Canary > 0 || !AutoPromote, "promotion without canaries")
  .refine(
    (all) => all.MinHealthyTime < all.HealthyDeadline && all.HealthyDeadline < all.ProgressDeadline,
    "times that leave no time",
  );

/** https://developer.hashicorp.com/nomad/docs/job-specification/job */
const job = z
  .strictObject({
    ID: z.string().regex(/^[^\s\0]{1,128}$/),
    Name: filled,
    Namespace: z.string().regex(/^[a-zA-Z0-9-]{1,128}$/),
    Type: z.enum(["service", "system"]),
    Priority: whole(1, 100),
    Datacenters: z.array(filled).min(1),
    NodePool: filled,
    Meta: z.record(filled, z.string()).optional(),
    Spreads: z
      .array(z.strictObject({ Attribute: z.string().regex(/^\$\{.+\}$/), Weight: whole(1, 100) }))
      .optional(),
    Update: update,
    TaskGroups: z.array(taskGroup).min(1),
  })
  .refine(
    ({ Type, TaskGroups, Spreads, Update }) =>
      Type === "service" ||
      (!Spreads &&
        Update.Canary === 0 &&
        TaskGroups.every(
          (group) => group.Count === 1 && !group.ReschedulePolicy && !group.Migrate && !group.Scaling,
        )),
    "what a system job cannot have",
  )
  .refine(
    ({ Type, TaskGroups }) => Type === "system" || TaskGroups.every((group) => group.ReschedulePolicy),
    "instances that are not placed again",
  );
