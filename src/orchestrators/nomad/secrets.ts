import { scryptSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";
import type { Template } from "./jobspec";

/** The registry's password among the secrets, for Docker's login. */
export const REGISTRY_PASSWORD = "PODIUM_REGISTRY_PASSWORD";

/** A job may read the variable at this path without any policy; no other job may. */
export const secretsPath = ({ name }: Workload) => `nomad/jobs/${name}`;

/** All that is secret, by name; undefined when nothing is. */
export function secretItems({ secrets, registryCredentials }: Workload) {
  const items = {
    ...secrets,
    ...(registryCredentials && { [REGISTRY_PASSWORD]: registryCredentials.password }),
  };
  return Object.keys(items).length ? pulumi.secret(items) : undefined;
}

/** Makes every secret an environment variable, with a file in the memory that Nomad mounts for secrets. */
export function secretTemplates(workload: Workload): Template[] {
  const { secrets, registryCredentials } = workload;
  const names = [...Object.keys(secrets), ...(registryCredentials ? [REGISTRY_PASSWORD] : [])];
  if (!names.length) return [];
  const lines = names.map((name) => `${name}={{ .${name}.Value | toJSON }}`);
  return [
    {
      DestPath: "secrets/environment",
      EmbeddedTmpl: [`{{ with nomadVar "${secretsPath(workload)}" }}`, ...lines, "{{ end }}"].join("\n"),
      // A new secret comes with a new version of the job; in place, all instances would restart at once.
      ChangeMode: "noop",
      Envvars: true,
    },
  ];
}

/**
 * Tells one set of secrets from another. It stands in the job for all to read who may read jobs, so it is a slow hash:
 * who guesses at a secret has to spend as long on each guess.
 */
export function fingerprint(items: Record<string, string>, salt: string): string {
  const content = JSON.stringify(Object.entries(items).sort());
  return scryptSync(content, salt, 16).toString("hex");
}
