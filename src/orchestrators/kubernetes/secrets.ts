import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";
import type { InNamespace } from "./labels";

// The SDK encrypts `stringData` in Pulumi's state.

/** The workload's secrets. Immutable and without a fixed name: other content gets a new name, and so new pods. */
export function createSecrets(
  name: string,
  { secrets }: Workload,
  metadata: InNamespace,
  options: pulumi.CustomResourceOptions,
): Secret | undefined {
  if (!Object.keys(secrets).length) return undefined;
  return new Secret(`${name}-secrets`, { metadata, immutable: true, stringData: secrets }, options);
}

/**
 * The login to the image's registry, in the format that the kubelet reads:
 * https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function createPullSecret(
  name: string,
  { registryCredentials }: Workload,
  metadata: InNamespace,
  options: pulumi.CustomResourceOptions,
): Secret | undefined {
  if (!registryCredentials) return undefined;
  const { server, username, password } = registryCredentials;
  const content = pulumi.jsonStringify({ auths: { [server]: { username, password } } });
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
