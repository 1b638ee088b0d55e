import { Secret } from "@pulumi/docker/secret";
import type { input } from "@pulumi/docker/types";
import * as pulumi from "@pulumi/pulumi";
import { InvalidConfig } from "../../workload/problems";
import type { Workload } from "../../workload/workload";

/** Characters in the name of a Swarm secret. */
const MAX_NAME = 64;
/** What Pulumi appends to make the name unique. */
const SUFFIX = "-1234567";

/** Where a task finds a secret: Swarm has no secret variables, only files. */
export const secretPath = (name: string) => `/run/secrets/${name}`;

/**
 * The workload's secrets in Swarm's encrypted store. A Swarm secret is immutable: Pulumi creates another, with a name of
 * its own, then replaces the tasks, and then deletes the first.
 * @returns how tasks get them: as files that only their user can read.
 * @throws InvalidConfig that lists the names that are too long.
 */
export function makeSecrets(
  name: string,
  { secrets, user, group }: Workload,
  labels: input.SecretLabel[],
  options: pulumi.CustomResourceOptions,
): input.ServiceTaskSpecContainerSpecSecret[] {
  checkNames(name, Object.keys(secrets));
  return Object.entries(secrets).map(([variable, value]) => {
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
      fileGid: String(group),
      fileMode: 0o400,
    };
  });
}

function checkNames(name: string, variables: string[]): void {
  const longest = MAX_NAME - SUFFIX.length - `${name}-`.length;
  const rule = `is longer than ${longest} characters, the most that the name of a Swarm secret has room for`;
  const problems = variables
    .filter((variable) => variable.length > longest)
    .map((variable) => ({ key: `podium:secrets.${variable}`, rule, isWrongKey: true }));
  if (problems.length) throw new InvalidConfig(problems);
}
