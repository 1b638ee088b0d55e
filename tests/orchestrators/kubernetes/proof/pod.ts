import { z } from "zod";
import { labels } from "./labels";
import { count, distinct, filled, image, path, port, variable, whole } from "../../../proof/rules";

/** 0.5, 250m, 128Mi: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity = z.string().regex(/^\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$/, "no quantity");
const amount = z.strictObject({ cpu: quantity, memory: quantity });

/** Letters, digits and hyphens, at most 15 and at least one letter, as IANA has the names of services. */
const portName = z.string().regex(/^(?=.*[a-z])[a-z0-9](-?[a-z0-9]){0,14}$/, "no name of a port");

/** The minimum of each is what the API's reference says. */
const probe = (successes: z.ZodType) =>
  z
    .looseObject({
      httpGet: z.strictObject({ path, port: portName }),
      periodSeconds: count(1),
      timeoutSeconds: count(1),
      failureThreshold: count(1),
      successThreshold: successes,
    })
    .refine(({ exec, tcpSocket, grpc }) => !exec && !tcpSocket && !grpc, "more than one handler");

/**
 * Under the profile "restricted", which the namespace enforces.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
const securityContext = z.looseObject({
  allowPrivilegeEscalation: z.literal(false),
  readOnlyRootFilesystem: z.boolean(),
  capabilities: z.strictObject({
    drop: z.tuple([z.literal("ALL")]),
    add: z.array(z.literal("NET_BIND_SERVICE")).optional(),
  }),
});

/** A variable has either a value or a place that it comes from. */
const env = z.union([
  z.strictObject({ name: variable, value: z.string() }),
  z.strictObject({
    name: variable,
    valueFrom: z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.literal("metadata.name") }) }),
  }),
]);

const container = z
  .looseObject({
    name: portName,
    image,
    imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]),
    ports: z.array(z.looseObject({ name: portName, containerPort: port })).min(1),
    // In the API's reference the name is the list's key.
    env: z.array(env).refine((all) => distinct(all.map(({ name }) => name)), "a variable twice"),
    envFrom: z.array(z.strictObject({ secretRef: z.looseObject({ name: filled }) })).optional(),
    resources: z
      .looseObject({ requests: amount, limits: amount })
      // A request may not be above its limit, and the contract has one size for both.
      .refine(({ requests, limits }) => requests.cpu === limits.cpu && requests.memory === limits.memory, {
        error: "requests and limits differ",
      }),
    // For these two the API allows only its default.
    startupProbe: probe(z.literal(1).optional()),
    livenessProbe: probe(z.literal(1).optional()),
    readinessProbe: probe(count(1).optional()),
    securityContext,
    volumeMounts: z.array(
      z.looseObject({ name: filled, mountPath: path.regex(/^[^:]+$/, "a colon in the path") }),
    ),
  })
  .refine(
    ({ ports, startupProbe, livenessProbe, readinessProbe }) =>
      [startupProbe, livenessProbe, readinessProbe].every(({ httpGet }) =>
        ports.some(({ name }) => name === httpGet.port),
      ),
    "a probe of a port that there is not",
  );

/** The pods of a Deployment. */
export const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: labels() }),
  spec: z
    .looseObject({
      serviceAccountName: filled,
      automountServiceAccountToken: z.literal(false),
      imagePullSecrets: z.array(z.strictObject({ name: filled })).optional(),
      // A Deployment takes no other.
      restartPolicy: z.literal("Always"),
      terminationGracePeriodSeconds: count(),
      topologySpreadConstraints: z
        .array(
          z.looseObject({
            topologyKey: filled,
            maxSkew: count(1),
            whenUnsatisfiable: z.enum(["DoNotSchedule", "ScheduleAnyway"]),
            labelSelector: z.looseObject({ matchLabels: labels() }),
          }),
        )
        // In the API's reference these two are the list's keys.
        .refine((all) => distinct(all.map((each) => `${each.topologyKey} ${each.whenUnsatisfiable}`)), {
          error: "a constraint twice",
        }),
      securityContext: z.looseObject({
        runAsNonRoot: z.literal(true),
        runAsUser: whole(1, 2 ** 31 - 1),
        runAsGroup: whole(1, 2 ** 31 - 1),
        seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
      }),
      containers: z.array(container).min(1),
      volumes: z.array(z.strictObject({ name: filled, emptyDir: z.strictObject({ sizeLimit: quantity }) })),
    })
    .refine(({ volumes, containers }) => {
      const names = volumes.map(({ name }) => name);
      return (
        distinct(names) &&
        containers.every(({ volumeMounts }) => volumeMounts.every(({ name }) => names.includes(name)))
      );
    }, "a mount of a volume that there is not"),
});
