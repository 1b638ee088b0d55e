import type { ContainerPolicy } from "../policy";

/** Names that are given to secrets. */
const SECRET = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(API|ACCESS|PRIVATE)_?KEY|CREDENTIALS?)$/i;

/** The variable by which Podium tells the sample service the names of its secrets. */
const NAMES = "PODIUM_SECRETS";

/**
 * A plain variable is read by whoever may look at the resource. Pulumi shows a policy what was secret as plain text, so
 * secrets are known by their names. Marathon without a secret store has nothing but plain variables.
 */
export const noPlainSecret: ContainerPolicy = {
  name: "no-plain-secret",
  description: "No secret is the plain value of an environment variable.",
  item: "secrets",
  problem({ env }) {
    const secrets = (env[NAMES] ?? "").split(",");
    const found = Object.entries(env)
      .filter(([name, value]) => value !== "" && (secrets.includes(name) || SECRET.test(name)))
      .map(([name]) => name);
    return found.length
      ? `has in plain text what looks like a secret: ${found.join(", ")}; use podium:secrets, where the orchestrator has a place for them`
      : undefined;
  },
};
