import { z } from "zod";
import type { Body, Proof } from "../../../proof/proof";
import { count, distinct, filled, image, path, port, whole } from "../../../proof/rules";

/**
 * Marathon's schema is RAML in its repository and in no package, so its rules for the members that Podium uses are repeated
 * here: https://github.com/mesosphere/marathon/tree/master/docs/docs/rest-api/public/api/v2/types
 * Marathon itself ignores members that it does not know; these rules refuse them. The relations between members are from
 * https://github.com/mesosphere/marathon/blob/master/src/main/scala/mesosphere/marathon/api/v2/validation/AppValidation.scala
 */
export const marathon: Proof = {
  bodies: {
    "pulumi-nodejs:dynamic/marathon:App": ({ app, __provider: _code, ...inputs }): Body[] => [
      { content: inputs, rules: providerInputs },
      { content: app, rules: appDefinition },
    ],
  },
};

/** The inputs that only Podium's own provider reads. */
const providerInputs = z.strictObject({ url: z.url(), rollback: z.boolean(), patienceSeconds: count(1) });

/** numberTypes.raml, where 0 means any free port. */
const anyPort = whole(0, 65535);
/** stringTypes.raml */
const legacyName = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);

/** appContainer.raml */
const container = z.strictObject({
  type: z.enum(["DOCKER", "MESOS"]),
  docker: z.strictObject({
    image,
    forcePullImage: z.boolean(),
    privileged: z.literal(false),
    parameters: z
      .array(z.strictObject({ key: filled, value: z.string() }))
      // Each is an option of `docker run`, of which some may be repeated.
      .refine((all) => distinct(all.map(({ key, value }) => (key === "tmpfs" ? value.split(":")[0] : key))), {
        error: "must not have a parameter twice",
      }),
  }),
  portMappings: z
    .array(
      z.strictObject({
        name: legacyName,
        protocol: z.enum(["tcp", "udp", "udp,tcp"]),
        containerPort: port,
        hostPort: anyPort,
        // Marathon chooses one if there is none.
        servicePort: anyPort.optional(),
      }),
    )
    .min(1)
    .refine((all) => distinct(all.map(({ name }) => name)), "must not have two ports with one name"),
});

/** healthCheck.raml */
const healthCheck = z
  .strictObject({
    // The protocols that the agent checks and that are not deprecated.
    protocol: z.enum(["MESOS_HTTP", "MESOS_HTTPS"]),
    path,
    // The container's own port, if it is none of the mappings.
    portIndex: anyPort.optional(),
    port: port.optional(),
    delaySeconds: count(),
    gracePeriodSeconds: count(),
    intervalSeconds: count(),
    timeoutSeconds: count(1),
    // 0 would kill a task at its first failure.
    maxConsecutiveFailures: count(1),
  })
  .refine((all) => (all.portIndex === undefined) !== (all.port === undefined), "must have one port");

/** readinessCheck.raml */
const readinessCheck = z
  .strictObject({
    name: filled,
    protocol: z.enum(["HTTP", "HTTPS"]),
    path: path.max(1024),
    portName: legacyName,
    intervalSeconds: count(),
    timeoutSeconds: count(1),
    httpStatusCodesForReady: z.array(whole(100, 999)).min(1).refine(distinct, "must not have a status twice"),
    preserveLastResponse: z.boolean(),
  })
  .refine(({ timeoutSeconds, intervalSeconds }) => timeoutSeconds < intervalSeconds, {
    error: "must have a timeout that is less than the interval",
  });

/** constraint.raml; only these operators need no value. */
const constraint = z.union([
  z.tuple([filled, z.enum(["UNIQUE", "GROUP_BY"])]),
  z.tuple([filled, z.enum(["CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS"]), filled]),
]);

const ratio = z.number().min(0).max(1);

/** app.raml */
const appDefinition = z
  .strictObject({
    // strings.PathId, absolute.
    id: z.string().regex(/^(\/[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/),
    instances: count(),
    cpus: z.number().min(0.001),
    mem: z.number().min(0),
    args: z.array(z.string()).min(1).optional(),
    networks: z.tuple([z.strictObject({ mode: z.literal("container/bridge") })]),
    container,
    env: z.record(filled, z.string()),
    labels: z.record(filled, z.string()),
    healthChecks: z.array(healthCheck),
    // The validation accepts one at most.
    readinessChecks: z.array(readinessCheck).max(1),
    taskKillGracePeriodSeconds: count(),
    killSelection: z.enum(["YOUNGEST_FIRST", "OLDEST_FIRST"]),
    upgradeStrategy: z
      .strictObject({ minimumHealthCapacity: ratio, maximumOverCapacity: ratio })
      // Otherwise Marathon could neither start a task nor stop one.
      .refine(
        (all) => all.minimumHealthCapacity < 1 || all.maximumOverCapacity > 0,
        "must leave a way forward",
      ),
    backoffSeconds: count(),
    backoffFactor: z.number().min(1),
    maxLaunchDelaySeconds: count(),
    // unreachableStrategy.raml
    unreachableStrategy: z
      .strictObject({ inactiveAfterSeconds: count(), expungeAfterSeconds: count() })
      .refine(
        (all) => all.inactiveAfterSeconds <= all.expungeAfterSeconds,
        "must not expunge a task before it is inactive",
      ),
    constraints: z.array(constraint),
  })
  .refine(
    ({ container, readinessChecks }) =>
      readinessChecks.every(({ portName }) => container.portMappings.some(({ name }) => name === portName)),
    "must check the readiness of a port that exists",
  )
  .refine(
    ({ container, healthChecks }) =>
      healthChecks.every(({ portIndex = 0 }) => portIndex < container.portMappings.length),
    "must check the health of a port that exists",
  );
