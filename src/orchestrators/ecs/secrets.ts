import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import * as pulumi from "@pulumi/pulumi";

/** A secret of Secrets Manager whose content is an object of texts. Changed content is a new version of it. */
export function storeSecret(
  name: string,
  description: string,
  content: Record<string, pulumi.Input<string>>,
  options: pulumi.CustomResourceOptions,
): SecretVersion {
  const secret = new Secret(
    name,
    {
      description,
      // The stack's configuration has it anyway: what is kept after `destroy` would only block the name.
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
 * One text of a stored secret, for a container's `secrets`. It names the version, so that a changed secret is a changed
 * task definition and means new tasks, and a rollback means the secret of before, too.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export const valueFrom = (version: SecretVersion, key: string) =>
  pulumi.interpolate`${version.arn}:${key}::${version.versionId}`;
