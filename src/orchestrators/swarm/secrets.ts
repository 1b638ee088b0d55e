import { Secret } from "@pulumi/docker/secret";
import type { input } from "@pulumi/docker/types";
import * as pulumi from "@pulumi/pulumi";
import { InvalidWorkload, type Workload } from "../../workload/workload";

/** Swarm's limit for the name of a secret. */
const MAX_NAME = 64;
/** What Pulumi appends to make the name unique. */
const SUFFIX = "-1234567";

/** Where a task finds a secret: Swarm has no secret variables, only files. */
export const secretPath = (name: string) => `/run/secrets/${name}`;

/**
 * The workload's secrets in Swarm's encrypted store. A secret of Swarm cannot change: Pulumi makes another, with a name
 * of its own, then replaces the tasks, and then deletes the first.
 * @returns how tasks get them: as files that only their user can read.
 * @throws InvalidWorkload if a name is too long.
 */
export function makeSecrets(
  name: string,
  { secrets, user }: Workload,
  labels: input.SecretLabel[],
  options: pulumi.CustomResourceOptions,
): input.ServiceTaskSpecContainerSpecSecret[] {
  const longest = MAX_NAME - SUFFIX.length - `${name}-`.length;
  return Object.entries(secrets).map(([variable, value]) => {
    if (variable.length > longest) {
      throw new InvalidWorkload([
        {
          key: `podium:secrets.${variable}`,
          value: "[secret]",
          allowed: `a name of at most ${longest} characters`,
        },
      ]);
    }
    const secret = new Secret(
      `${name}-${variable}`,
      { data: pulumi.secret(value).apply((text) => Buffer.from(text).toString("base64")), labels },
      options,
    );
    return {
      secretId: secret.id,
      secretName: secret.name,
      fileName: variable,
      fileUid: String(user),
      fileGid: String(user),
      fileMode: 0o400,
    };
  });
}
