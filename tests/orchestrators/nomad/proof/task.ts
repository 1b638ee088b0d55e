import { z } from "zod";
import { count, filled, image, nanoseconds, path, variable, whole } from "../../../proof/rules";

/** https://developer.hashicorp.com/nomad/docs/job-declare/task-driver/docker; blocks are lists in JSON. */
const dockerConfig = z.strictObject({
  image,
  entrypoint: z.array(filled).min(1).optional(),
  args: z.array(filled).min(1).optional(),
  init: z.boolean().optional(),
  ports: z.array(filled).optional(),
  network_mode: z.literal("host").optional(),
  readonly_rootfs: z.boolean(),
  cap_drop: z.array(z.string().regex(/^(all|[a-z_]+)$/)).min(1),
  security_opt: z.array(z.literal("no-new-privileges")),
  cpu_hard_limit: z.boolean().optional(),
  healthchecks: z.tuple([z.strictObject({ disable: z.literal(true) })]),
  mount: z.array(
    z.union([
      z.strictObject({
        type: z.literal("tmpfs"),
        target: path,
        tmpfs_options: z.tuple([z.strictObject({ size: whole(1, Number.MAX_SAFE_INTEGER) })]),
      }),
      z.strictObject({ type: z.literal("bind"), source: filled, target: path, readonly: z.boolean() }),
    ]),
  ),
  auth: z.tuple([z.strictObject({ server_address: filled, username: filled, password: filled })]).optional(),
});

/** https://developer.hashicorp.com/nomad/docs/job-specification/check */
const aCheck = z.strictObject({
  Name: filled,
  PortLabel: filled.optional(),
  // Nomad's minimum is a second for both.
  Interval: nanoseconds(1),
  Timeout: nanoseconds(1),
  OnUpdate: z.enum(["require_healthy", "ignore_warnings", "ignore"]),
  // 0 never restarts: https://developer.hashicorp.com/nomad/docs/job-specification/check_restart
  CheckRestart: z.strictObject({ Limit: count(1), Grace: nanoseconds() }).optional(),
});

/** The types that Nomad's own service provider has. */
const check = z.union([
  aCheck.extend({
    Type: z.literal("http"),
    Path: path,
    Header: z.record(filled, z.tuple([filled])).optional(),
  }),
  aCheck.extend({ Type: z.literal("tcp") }),
]);

/** https://developer.hashicorp.com/nomad/docs/job-specification/service */
const service = z.strictObject({
  Name: z.string().regex(/^([a-z0-9]|[a-z0-9][a-z0-9-]{0,61}[a-z0-9])$/i),
  Provider: z.literal("nomad"),
  PortLabel: filled,
  AddressMode: z.enum(["auto", "alloc", "driver", "host"]),
  Checks: z.array(check),
});

/** https://developer.hashicorp.com/nomad/docs/job-specification/template */
const template = z.strictObject({
  // Relative to the task's folder, and within it.
  DestPath: z.string().regex(/^(local|secrets)\/(?!.*\.\.)\S+$/),
  EmbeddedTmpl: filled,
  ChangeMode: z.enum(["noop", "restart", "signal", "script"]),
  Envvars: z.boolean().optional(),
  Wait: z
    .strictObject({ Min: nanoseconds(), Max: nanoseconds() })
    .refine(({ Min, Max }) => Min <= Max, "a minimum above the maximum")
    .optional(),
});

/** https://developer.hashicorp.com/nomad/docs/job-specification/task */
export const task = z.strictObject({
  Name: z.string().regex(/^[^/\\\0]+$/),
  Driver: z.literal("docker"),
  User: z.string().regex(/^[1-9]\d*:\d+$/),
  Config: dockerConfig,
  Env: z.record(variable, z.string()).optional(),
  // In the name of a variable, Nomad turns a hyphen into an underscore.
  Meta: z.record(filled, z.string()).optional(),
  // The minimum of each: https://developer.hashicorp.com/nomad/docs/job-specification/resources
  Resources: z.strictObject({ CPU: count(1), MemoryMB: count(10) }),
  Services: z.array(service),
  Templates: z.array(template),
  LogConfig: z.strictObject({ MaxFiles: count(1), MaxFileSizeMB: count(1) }),
  KillSignal: z.enum(["SIGTERM", "SIGINT", "SIGUSR1", "SIGQUIT", "SIGHUP"]).optional(),
  KillTimeout: nanoseconds(),
  ShutdownDelay: nanoseconds(),
});
