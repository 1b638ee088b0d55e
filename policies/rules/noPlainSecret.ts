import type { ContainerPolicy } from "../policy";

/** Names that suggest a secret. */
const SECRET = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(API|ACCESS|PRIVATE)_?KEY|CREDENTIALS?)$/i;

/** The environment variable with the names of the secrets, for the sample service. */
const NAMES = "PODIUM_SECRETS";

/**
 * Whoever may read the resource can read a plain environment variable. Pulumi shows secrets to a policy as plain text, so
 * they are recognised by their names.
 */
export const noPlainSecret: ContainerPolicy = {
  name: "no-plain-secret",
  description: "No secret is a plain environment variable.",
  item: "secrets",
  problem({ env }) {
    const secrets = (env[NAMES] ?? "").split(",");
    const found = Object.entries(env)
      .filter(([name, value]) => value !== "" && (secrets.includes(name) || SECRET.test(name)))
      .map(([name]) => name);
    return found.length
      ? `has what looks like a secret in plain text: ${found.join(", ")}; use podium:secrets if the orchestrator has a store for them`
      : undefined;
  },
};
