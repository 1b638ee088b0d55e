import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";

interface InNamespace {
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
}

/** Immutable and named anew with each content, so that a changed secret means new pods. */
export function makeSecrets(
  name: string,
  { secrets }: Workload,
  metadata: InNamespace,
  options: pulumi.CustomResourceOptions,
) {
  if (!Object.keys(secrets).length) return undefined;
  return new Secret(
    `${name}-secrets`,
    { metadata, immutable: true, stringData: pulumi.secret(secrets) },
    options,
  );
}

/** The login to the image's registry, as the kubelet wants it. */
export function makePullSecret(
  name: string,
  workload: Workload,
  metadata: InNamespace,
  options: pulumi.CustomResourceOptions,
) {
  if (!workload.registryCredentials) return undefined;
  const { server, username, password } = workload.registryCredentials;
  const content = pulumi
    .secret(password)
    .apply((plain) => JSON.stringify({ auths: { [server]: { username, password: plain } } }));
  return new Secret(
    `${name}-registry`,
    {
      metadata,
      immutable: true,
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": content },
    },
    options,
  );
}
