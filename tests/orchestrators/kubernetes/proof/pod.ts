import { z } from "zod";
import { labels } from "./labels";
import { count, distinct, filled, image, path, port, variable, whole } from "../../../proof/rules";

/** 0.5, 250m, 128Mi: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity = z.string().regex(/^\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$/, "no quantity");
const amount = z.strictObject({ cpu: quantity, memory: quantity });

/** At most 15 letters, digits and hyphens, with at least one letter, like IANA's names of services. */
const portName = z.string().regex(/^(?=.*[a-z])[a-z0-9](-?[a-z0-9]){0,14}$/, "no name of a port");

/** The minimums are those in the API's reference. */
/** `IsHTTPHeaderName` in https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/validation.go */
const header = z.strictObject({ name: z.string().regex(/^[-A-Za-z0-9]+$/), value: z.string() });

const probe = (successes: z.ZodType) =>
  z
    .looseObject({
      httpGet: z.strictObject({
        path,
        port: z.union([portName, port]),
        httpHeaders: z.array(header).optional(),
      }),
      periodSeconds: count(1),
      timeoutSeconds: count(1),
      failureThreshold: count(1),
      successThreshold: successes,
    })
    .refine(({ exec, tcpSocket, grpc }) => !exec && !tcpSocket && !grpc, "more than one handler");

/**
 * Exactly one handler; a sleep of at least 1 second before Kubernetes 1.33.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#lifecycle-1
 */
const lifecycle = z.strictObject({
  preStop: z.strictObject({ sleep: z.strictObject({ seconds: count(1) }) }),
});

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

/** A variable has either a value or a source. */
const env = z.union([
  z.strictObject({ name: variable, value: z.string() }),
  z.strictObject({
    name: variable,
    valueFrom: z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.literal("metadata.name") }) }),
  }),
]);

/** Without a reference to a variable: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#entrypoint */
const literal = filled.refine((value) => !value.replaceAll("$$", "").includes("$("), "a reference");

/** Which other pods matter to where one runs, in the domains of a node's label. */
const otherPods = (more: z.ZodRawShape = {}) =>
  z
    .looseObject({
      topologyKey: filled,
      labelSelector: z.looseObject({ matchLabels: labels() }),
      matchLabelKeys: z.array(filled),
      ...more,
    })
    .refine(
      ({ labelSelector, matchLabelKeys }) => !matchLabelKeys.some((key) => key in labelSelector.matchLabels),
      "a key in both the selector and matchLabelKeys",
    );

const container = z
  .looseObject({
    name: portName,
    image,
    command: z.array(literal).min(1).optional(),
    args: z.array(literal).min(1).optional(),
    imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]),
    ports: z.array(z.looseObject({ name: portName, containerPort: port })).min(1),
    // In the API's reference, the name is the key of this list.
    env: z.array(env).refine((all) => distinct(all.map(({ name }) => name)), "a variable twice"),
    envFrom: z.array(z.strictObject({ secretRef: z.looseObject({ name: filled }) })).optional(),
    resources: z
      .looseObject({ requests: amount, limits: amount })
      // A request must not exceed its limit, and the contract has one size for both.
      .refine(({ requests, limits }) => requests.cpu === limits.cpu && requests.memory === limits.memory, {
        error: "requests and limits differ",
      }),
    // For these two, the API accepts only its default.
    startupProbe: probe(z.literal(1).optional()).optional(),
    livenessProbe: probe(z.literal(1).optional()).optional(),
    readinessProbe: probe(count(1).optional()).optional(),
    lifecycle,
    securityContext,
    volumeMounts: z.array(
      z.looseObject({ name: filled, mountPath: path.regex(/^[^:]+$/, "a colon in the path") }),
    ),
  })
  .refine(
    ({ ports, startupProbe, livenessProbe, readinessProbe }) =>
      [startupProbe, livenessProbe, readinessProbe].every(
        (each) =>
          !each ||
          typeof each.httpGet.port === "number" ||
          ports.some(({ name }) => name === each.httpGet.port),
      ),
    "a probe of a port that does not exist",
  );

/** The pods of a Deployment. */
export const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: labels() }),
  spec: z
    .looseObject({
      serviceAccountName: filled,
      automountServiceAccountToken: z.literal(false),
      enableServiceLinks: z.boolean(),
      imagePullSecrets: z.array(z.strictObject({ name: filled })).optional(),
      // A Deployment accepts no other.
      restartPolicy: z.literal("Always"),
      terminationGracePeriodSeconds: count(),
      shareProcessNamespace: z.boolean().optional(),
      // Only with this effect are there seconds.
      tolerations: z
        .array(
          z.strictObject({
            key: filled,
            operator: z.literal("Exists"),
            effect: z.literal("NoExecute"),
            tolerationSeconds: count(),
          }),
        )
        .optional(),
      affinity: z.strictObject({
        podAntiAffinity: z.strictObject({
          preferredDuringSchedulingIgnoredDuringExecution: z.array(
            z.strictObject({ weight: whole(1, 100), podAffinityTerm: otherPods() }),
          ),
        }),
      }),
      topologySpreadConstraints: z
        .array(
          otherPods({
            // Where a node lacks the label, the scheduler ignores the node: only this one is sure to be there.
            topologyKey: z.literal("kubernetes.io/hostname"),
            maxSkew: count(1),
            whenUnsatisfiable: z.enum(["DoNotSchedule", "ScheduleAnyway"]),
          }),
        )
        // In the API's reference, these two are the keys of this list.
        .refine((all) => distinct(all.map((each) => `${each.topologyKey} ${each.whenUnsatisfiable}`)), {
          error: "a constraint twice",
        }),
      securityContext: z.looseObject({
        runAsNonRoot: z.literal(true),
        runAsUser: whole(1, 2 ** 31 - 1),
        runAsGroup: whole(0, 2 ** 31 - 1),
        // The profile allows some: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
        sysctls: z
          .array(z.strictObject({ name: z.literal("net.ipv4.ip_unprivileged_port_start"), value: filled }))
          .optional(),
        seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
      }),
      containers: z.array(container).min(1),
      volumes: z.array(z.strictObject({ name: filled, emptyDir: z.strictObject({ sizeLimit: quantity }) })),
    })
    .refine(
      ({ terminationGracePeriodSeconds, containers }) =>
        containers.every(({ lifecycle }) => lifecycle.preStop.sleep.seconds <= terminationGracePeriodSeconds),
      "a pre-stop sleep that exceeds the grace period",
    )
    .refine(({ volumes, containers }) => {
      const names = volumes.map(({ name }) => name);
      return (
        distinct(names) &&
        containers.every(({ volumeMounts }) => volumeMounts.every(({ name }) => names.includes(name)))
      );
    }, "a mount of a volume that does not exist"),
});
