import { Failure } from "../common/errors";

/** One value of a stack's configuration that is not allowed. */
export interface Problem {
  /** The configuration key, e.g. `podium:update.surge`. */
  key: string;
  /** What the key must be, to be read after its name: "must be an integer from 1 to 100". */
  rule: string;
  /** Undefined where it is missing, or where the key itself is wrong. */
  value?: unknown;
  /** The key has to go: no other value would do. */
  isWrongKey?: boolean;
  /** The dots are part of the key, as it was set without `--path`. */
  isLiteral?: boolean;
}

/** Lists every problem of a stack's configuration and how to fix it. Pulumi prints it without a stack trace. */
export class InvalidConfig extends Failure {
  constructor(readonly problems: Problem[]) {
    super(problems.map((problem) => `${describe(problem)}. ${remedy(problem)}`).join("\n"));
  }
}

/** E.g. `podium:replicas must be an integer from 1 to 100, got 0`. */
export function describe({ key, value, rule, isWrongKey }: Problem): string {
  if (isWrongKey) return `${key} ${rule}`;
  return `${key} ${rule}, ${value === undefined ? "but is missing" : `got ${shown(value)}`}`;
}

/** A configured number may be stored as a string. */
const shown = (value: unknown) =>
  typeof value === "string" && /^-?[\d.]+$/.test(value) ? value : JSON.stringify(value);

/** Keys with secret values. */
const SECRET = /^podium:(secrets|registryCredentials)(\.|$)/;

function remedy({ key, isWrongKey, isLiteral }: Problem): string {
  const isPart = key.includes(".") && !isLiteral;
  const path = isPart ? "--path " : "";
  if (isWrongKey) return `Remove it: \`pulumi config rm ${path}${key}\``;
  if (!SECRET.test(key)) return `Change it: \`pulumi config set ${path}${key} VALUE\``;
  return `Change it: \`pulumi config set --secret --path ${key}${isPart ? "" : ".NAME"} VALUE\``;
}
