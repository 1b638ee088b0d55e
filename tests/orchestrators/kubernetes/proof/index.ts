import { z } from "zod";
import { labels } from "./labels";
import { podTemplate } from "./pod";
import type { Body, Proof } from "../../../proof/proof";
import { count, distinct, dnsLabel, filled, port, whole } from "../../../proof/rules";

/**
 * Manifests are checked against the types of the official client, which are generated from the API's OpenAPI
 * description, and against what the API server validates beyond that, according to the API's reference:
 * https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const kubernetes: Proof = {
  bodies: {
    // Without a context if no kubeconfig has a current one; without a path, the provider reads KUBECONFIG.
    "pulumi:providers:kubernetes": (content): Body[] => [
      { content, rules: z.strictObject({ context: filled.optional(), kubeconfig: z.string() }) },
    ],
    "kubernetes:core/v1:Namespace": manifest("v1", "Namespace", {
      metadata: z.looseObject({ name: dnsLabel, labels: labels() }),
    }),
    "kubernetes:core/v1:ServiceAccount": manifest("v1", "ServiceAccount", { metadata: metadata() }),
    "kubernetes:core/v1:Secret": manifest("v1", "Secret", {
      // Without a name, Pulumi generates one.
      metadata: z.looseObject({ namespace: dnsLabel, labels: labels(), name: dnsLabel.optional() }),
      type: z.enum(["Opaque", "kubernetes.io/dockerconfigjson"]).optional(),
      stringData: z
        .record(z.string().regex(/^[-._a-zA-Z0-9]+$/), z.string())
        .refine((data) => !(".dockerconfigjson" in data) || isDockerConfig(data[".dockerconfigjson"]), {
          error: "not a Docker configuration",
        }),
    }),
    "kubernetes:apps/v1:Deployment": manifest("apps/v1", "Deployment", {
      metadata: metadata(),
      spec: z
        .looseObject({
          replicas: count().optional(),
          minReadySeconds: count(),
          progressDeadlineSeconds: count(1),
          revisionHistoryLimit: count(),
          selector: z.looseObject({ matchLabels: labels() }),
          strategy: z.strictObject({
            type: z.literal("RollingUpdate"),
            rollingUpdate: z
              .strictObject({ maxSurge: count(), maxUnavailable: count() })
              .refine(({ maxSurge, maxUnavailable }) => maxSurge + maxUnavailable > 0, "both are 0"),
          }),
          template: podTemplate,
        })
        .refine((spec) => spec.progressDeadlineSeconds > spec.minReadySeconds, "no time to progress")
        .refine((spec) => isPartOf(spec.selector.matchLabels, spec.template.metadata.labels), {
          error: "the selector does not select the pods",
        }),
    }),
    "kubernetes:core/v1:Service": manifest("v1", "Service", {
      metadata: metadata(),
      spec: z.looseObject({
        type: z.enum(["NodePort", "LoadBalancer", "ClusterIP"]).optional(),
        clusterIP: z.literal("None").optional(),
        selector: labels(),
        ports: z
          .array(
            z.looseObject({
              name: dnsLabel,
              port,
              targetPort: z.literal("http"),
              // https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
              nodePort: whole(30000, 32767).optional(),
            }),
          )
          .min(1)
          .refine((ports) => distinct(ports.map(({ name }) => name)), "two ports of one name"),
      }),
    }),
    "kubernetes:policy/v1:PodDisruptionBudget": manifest("policy/v1", "PodDisruptionBudget", {
      metadata: metadata(),
      // Only one of the two may be set.
      spec: z.strictObject({ maxUnavailable: count(), selector: z.looseObject({ matchLabels: labels() }) }),
    }),
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": manifest("networking.k8s.io/v1", "NetworkPolicy", {
      metadata: metadata(),
      spec: z.looseObject({
        podSelector: z.looseObject({ matchLabels: labels() }),
        policyTypes: z.array(z.enum(["Ingress", "Egress"])).min(1),
        ingress: z.array(
          z.looseObject({
            ports: z.array(
              z.looseObject({ protocol: z.enum(["TCP", "UDP", "SCTP"]), port: z.literal("http") }),
            ),
          }),
        ),
      }),
    }),
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": manifest(
      "autoscaling/v2",
      "HorizontalPodAutoscaler",
      {
        metadata: metadata(),
        spec: z
          .looseObject({
            minReplicas: count(1),
            maxReplicas: count(1),
            scaleTargetRef: z.strictObject({
              apiVersion: z.literal("apps/v1"),
              kind: z.literal("Deployment"),
              name: dnsLabel,
            }),
            metrics: z
              .array(
                z.looseObject({
                  type: z.literal("Resource"),
                  resource: z.looseObject({
                    name: z.enum(["cpu", "memory"]),
                    target: z.looseObject({ type: z.literal("Utilization"), averageUtilization: count(1) }),
                  }),
                }),
              )
              .min(1),
          })
          .refine(
            ({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas,
            "a minimum above the maximum",
          ),
      },
    ),
  },
};

/** The API server receives a manifest as the program writes it. */
function manifest(apiVersion: string, kind: string, rules: z.ZodRawShape) {
  const version = apiVersion.split("/").at(-1)!;
  const type = { package: "@kubernetes/client-node", name: version.replace("v", "V") + kind };
  const all = z.looseObject({ apiVersion: z.literal(apiVersion), kind: z.literal(kind), ...rules });
  return (content: unknown): Body[] => [{ content, type, rules: all }];
}

function metadata() {
  return z.looseObject({ name: dnsLabel, namespace: dnsLabel, labels: labels() });
}

const isPartOf = (part: Record<string, string>, all: Record<string, string>) =>
  Object.entries(part).every(([key, value]) => all[key] === value);

/** https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets */
function isDockerConfig(text = ""): boolean {
  const logins = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });
  const config = z.strictObject({ auths: z.record(z.string().min(1), logins) });
  try {
    return config.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
