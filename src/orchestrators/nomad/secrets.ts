import { scryptSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";
import type { Template } from "./jobspec";
import { secretsPath } from "./names";

/** The name of the registry's password among the secrets, for Docker's login. */
export const REGISTRY_PASSWORD = "PODIUM_REGISTRY_PASSWORD";

/** Everything that is secret, by name; undefined without secrets. */
export function secretItems({ secrets, registryCredentials }: Workload) {
  const items = {
    ...secrets,
    ...(registryCredentials && { [REGISTRY_PASSWORD]: registryCredentials.password }),
  };
  return Object.keys(items).length ? pulumi.secret(items) : undefined;
}

/** Turns every secret into an environment variable, by a file in the memory that Nomad mounts for secrets. */
export function secretTemplates(workload: Workload): Template[] {
  const { secrets, registryCredentials } = workload;
  const names = [...Object.keys(secrets), ...(registryCredentials ? [REGISTRY_PASSWORD] : [])];
  if (!names.length) return [];
  // By `index`, since `.Keys` and others are methods: NomadVarItems in
  // https://github.com/hashicorp/consul-template/blob/main/dependency/nomad_var_types.go
  const lines = names.map((name) => `${name}={{ (index . "${name}").Value | toJSON }}`);
  return [
    {
      DestPath: "secrets/environment",
      EmbeddedTmpl: [`{{ with nomadVar "${secretsPath(workload)}" }}`, ...lines, "{{ end }}"].join("\n"),
      // A new secret comes with a new version of the job. Restarting in place would restart all instances at once.
      ChangeMode: "noop",
      Envvars: true,
    },
  ];
}

/**
 * Differs between sets of secrets. Whoever may read the job can read it, so it is a slow hash: guessing a secret takes as
 * long for each guess.
 */
export function fingerprint(items: Record<string, string>, salt: string): string {
  const content = JSON.stringify(Object.entries(items).sort());
  return scryptSync(content, salt, 16).toString("hex");
}
