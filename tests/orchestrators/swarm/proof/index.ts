import { z } from "zod";
import { count, dnsLabel, distinct, filled, image, nanoseconds, port, whole } from "../../../proof/rules";
import type { Body, Proof } from "../../../proof/proof";
import { requestOf } from "./request";

const PACKAGE = "@docker/node-sdk";

/**
 * Checks against the types of Docker's own SDK, generated from the Engine API's description, and against what the manager
 * refuses beyond that: https://github.com/moby/swarmkit/blob/master/manager/controlapi/service.go
 */
export const swarm: Proof = {
  bodies: {
    "docker:index/service:Service": ({ convergeConfig, ...inputs }): Body[] => [
      { content: convergeConfig, rules: z.strictObject({ delay: goDuration, timeout: goDuration }) },
      {
        content: requestOf(inputs),
        type: { package: PACKAGE, name: "ServiceCreateRequest" },
        rules: service,
      },
    ],
    "docker:index/network:Network": (inputs): Body[] => [
      {
        content: requestOf(inputs),
        type: { package: PACKAGE, name: "NetworkCreateRequest" },
        rules: network,
      },
    ],
    "docker:index/secret:Secret": (inputs): Body[] => [
      { content: requestOf(inputs), type: { package: PACKAGE, name: "SecretSpec" }, rules: secret },
    ],
    "pulumi:providers:docker": ({ registryAuth = "[]", ...engine }): Body[] => [
      { content: JSON.parse(String(registryAuth)) as unknown, rules: z.array(login) },
      { content: engine, rules: z.strictObject({ host, context: z.literal("") }) },
    ],
  },
};

const login = z.strictObject({ address: filled, username: filled, password: filled });

/** https://docs.docker.com/reference/cli/docker/#host */
const host = z.string().regex(/^(unix|npipe|tcp|ssh):\/\/./, "no address of a Docker engine");

/** As the provider writes back what it reads: `1m30s`, never `90s`. */
const goDuration = z.string().regex(/^(?=\d)(\d+h)?([1-5]?\dm)?([1-5]?\ds)?$/, "not a Go duration");

const labels = z.record(filled, z.string());
/** At least a millisecond: 0 would leave it to the image. */
const checkTime = nanoseconds(0.001);

const network = z.looseObject({
  Name: dnsLabel,
  Driver: z.literal("overlay"),
  Attachable: z.boolean(),
  Internal: z.literal(false),
  Labels: labels,
});

/** Up to 500 KiB: https://github.com/moby/swarmkit/blob/master/api/validation/secrets.go */
const secret = z.strictObject({
  Data: z
    .base64()
    .min(1)
    .max(Math.ceil((500 * 1024 * 4) / 3)),
  Labels: labels,
});

/** The manager requires at least a thousandth of a core, and 4 MiB. */
const amount = z.strictObject({
  NanoCPUs: whole(1e6, Number.MAX_SAFE_INTEGER),
  MemoryBytes: whole(4 * 2 ** 20, Number.MAX_SAFE_INTEGER),
});

const containerSpec = z.looseObject({
  Image: image,
  Command: z.array(filled).min(1).optional(),
  Args: z.array(filled).min(1).optional(),
  Env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*=/)),
  User: z.string().regex(/^[1-9]\d*:\d+$/),
  ReadOnly: z.boolean(),
  CapabilityDrop: z.array(z.string().regex(/^(ALL|CAP_[A-Z_]+)$/)),
  Init: z.boolean().optional(),
  StopSignal: z
    .string()
    .regex(/^SIG[A-Z0-9]+([+-]\d+)?$/)
    .optional(),
  StopGracePeriod: nanoseconds(),
  HealthCheck: z.union([
    z.strictObject({ Test: z.tuple([z.literal("NONE")]) }),
    z.strictObject({
      // An empty list is the image's own.
      Test: z.union([
        z.tuple([]),
        z.tuple([z.literal("CMD"), filled], filled),
        z.tuple([z.literal("CMD-SHELL"), filled]),
      ]),
      Interval: checkTime,
      Timeout: checkTime,
      StartPeriod: checkTime,
      Retries: count(1),
    }),
  ]),
  Mounts: z.array(
    z.discriminatedUnion("Type", [
      z.strictObject({
        Type: z.literal("tmpfs"),
        Target: z.string().regex(/^\//),
        TmpfsOptions: z.strictObject({ SizeBytes: whole(1, Number.MAX_SAFE_INTEGER) }),
      }),
      z.strictObject({
        Type: z.literal("volume"),
        Target: z.string().regex(/^\//),
        VolumeOptions: z.strictObject({
          Labels: labels,
          DriverConfig: z.strictObject({
            Name: z.literal("local"),
            // https://docs.docker.com/reference/cli/docker/volume/create/#opt
            Options: z.strictObject({
              type: z.literal("tmpfs"),
              device: z.literal("tmpfs"),
              o: z.string().regex(/^size=[1-9]\d*m,mode=1777,nosuid,nodev$/),
            }),
          }),
        }),
      }),
    ]),
  ),
  Secrets: z
    .array(
      z.strictObject({
        SecretID: filled,
        SecretName: z.string().regex(/^[A-Za-z0-9]([-_.A-Za-z0-9]{0,62}[A-Za-z0-9])?$/),
        File: z.strictObject({
          Name: filled,
          UID: z.string().regex(/^\d+$/),
          GID: z.string().regex(/^\d+$/),
          Mode: whole(0, 0o777),
        }),
      }),
    )
    .refine((all) => distinct(all.map(({ File }) => File.Name)), "two secrets in the same file"),
});

/** https://docs.docker.com/engine/logging/drivers/json-file/#options */
const logDriver = z.strictObject({
  Name: z.literal("json-file"),
  Options: z.strictObject({
    "max-size": z.string().regex(/^[1-9]\d*[kmg]$/),
    "max-file": z.string().regex(/^[1-9]\d*$/),
  }),
});

const steps = {
  // 0 would be all at once.
  Parallelism: count(1),
  Delay: nanoseconds(),
  Monitor: nanoseconds(),
  MaxFailureRatio: z.number().min(0).max(1),
};

const service = z.looseObject({
  Name: z
    .string()
    .regex(/^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/)
    .max(63),
  Labels: labels,
  Mode: z.strictObject({ Replicated: z.strictObject({ Replicas: count() }) }),
  TaskTemplate: z.looseObject({
    ContainerSpec: containerSpec,
    Resources: z.strictObject({ Limits: amount, Reservations: amount }),
    RestartPolicy: z.looseObject({ Delay: nanoseconds(), Window: nanoseconds(), MaxAttempts: count() }),
    Placement: z.strictObject({
      Preferences: z.array(
        z.strictObject({
          Spread: z.strictObject({ SpreadDescriptor: z.string().regex(/^(node|engine)\.labels\../) }),
        }),
      ),
    }),
    Networks: z.array(z.looseObject({ Target: filled })).min(1),
    LogDriver: logDriver,
  }),
  UpdateConfig: z.looseObject(steps),
  RollbackConfig: z.looseObject(steps),
  EndpointSpec: z.strictObject({
    // `dnsrr` cannot publish a port in the mesh.
    Mode: z.literal("vip"),
    Ports: z
      .array(z.looseObject({ Name: filled, TargetPort: port, PublishedPort: port }))
      .refine((all) => distinct(all.map(({ PublishedPort }) => PublishedPort)), "a port published twice"),
  }),
});
