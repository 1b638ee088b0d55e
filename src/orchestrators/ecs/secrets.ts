import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";

/** The workload's secrets and the login to its image's registry, each in Secrets Manager if there are any. */
export function storeSecrets(
  name: string,
  { secrets, registryCredentials }: Workload,
  options: pulumi.CustomResourceOptions,
): { secrets?: SecretVersion; registryLogin?: SecretVersion } {
  const login = registryCredentials && {
    username: registryCredentials.username,
    password: registryCredentials.password,
  };
  return {
    secrets: Object.keys(secrets).length
      ? storeSecret(`${name}-secrets`, "The service's secret environment variables", secrets, options)
      : undefined,
    registryLogin:
      login && storeSecret(`${name}-registry`, "The login to the image's registry", login, options),
  };
}

/** A secret whose content is an object of strings. Changed content is a new version of it. */
function storeSecret(
  name: string,
  description: string,
  content: Record<string, pulumi.Input<string>>,
  options: pulumi.CustomResourceOptions,
): SecretVersion {
  const secret = new Secret(
    name,
    {
      description,
      // The stack's configuration keeps the content anyway; a deleted secret that can be recovered blocks its name.
      recoveryWindowInDays: 0,
    },
    options,
  );
  return new SecretVersion(
    name,
    { secretId: secret.id, secretString: pulumi.jsonStringify(content) },
    options,
  );
}

/**
 * One string of a stored secret, for a container's `secrets`. It names the version, so a changed secret is a changed task
 * definition and leads to new tasks, and a rollback restores the earlier secret, too.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export const valueFrom = (version: SecretVersion, key: string) =>
  pulumi.interpolate`${version.arn}:${key}::${version.versionId}`;
