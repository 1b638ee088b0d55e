/** The key of metadata that is a dollar sign. A variable's name has no hyphen, so none of the workload's replaces it. */
const DOLLAR = "podium-dollar";

/** What Nomad would replace: `envRe` in https://github.com/hashicorp/nomad/blob/main/helper/args/args.go */
const REFERENCE = /\$(?=\{[\w.-]+\})/g;

/**
 * The part of a task that sets variables to exactly these values. Nomad replaces `${NAME}` in a value by another variable, or
 * by an attribute of the node, and has no way to escape it. But it does so once for each value, and has read the metadata by
 * then, so a dollar sign that comes from there stays one: `buildEnv` in
 * https://github.com/hashicorp/nomad/blob/main/client/taskenv/env.go
 */
export function literalEnvironment(variables: Record<string, string>): {
  Env: Record<string, string>;
  Meta: Record<string, string>;
} {
  const literal = (value: string) => value.replace(REFERENCE, () => `\${NOMAD_META_${DOLLAR}}`);
  const Env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, literal(value)]));
  const isNeeded = Object.keys(variables).some((name) => Env[name] !== variables[name]);
  return { Env, Meta: isNeeded ? { [DOLLAR]: "$" } : {} };
}
