import { Failure } from "../common/errors";
import { type Place, placeOf } from "./places";

/** One value of a stack's configuration, or of the workload file, that is not allowed. */
export interface Problem {
  /** The configuration key, with the path to a part of it as Pulumi writes that, e.g. `podium:update.surge`: see `keyOfPart`. */
  key: string;
  /** What the key must be, to be read after its name: "must be an integer from 1 to 100". */
  rule: string;
  /** Undefined where it is missing, or where the key itself is wrong. */
  value?: unknown;
  /** The key has to go: no other value would do. */
  isWrongKey?: boolean;
  /** Must be an object: the key has to go, and parts of it to be set instead. */
  isObject?: boolean;
  /** Must be a list: as for an object, with items instead of parts. */
  isList?: boolean;
  /** The dots are part of the key, as it was set without `--path`. */
  isLiteral?: boolean;
  /** The only part of its object, which would otherwise be left empty. */
  isOnlyPart?: boolean;
  /** Where it is in the workload file, if it is from there: see `usePlaces`. */
  place?: Place;
}

/** Lists every problem of a stack's configuration and how to fix it. Pulumi prints it without a stack trace. */
export class InvalidConfig extends Failure {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    const located = problems.map((problem) => ({ ...problem, place: placeOf(problem.key) }));
    super(located.map((problem) => `${describe(problem)}.${remedy(problem)}`).join("\n"));
    this.problems = located;
  }
}

/** E.g. `podium:replicas must be an integer from 1 to 100, got 0`, or `podium.yaml, line 7: replicas must be …`. */
export function describe({ place, ...problem }: Problem): string {
  if (place) return `${place.file}, line ${place.line}: ${describe(withoutPrefix(problem))}`;
  const { key, value, rule, isWrongKey } = problem;
  if (isWrongKey) return `${key} ${rule}`;
  return `${key} ${rule}, ${value === undefined ? "but is missing" : `got ${shown(value)}`}`;
}

/**
 * The key of a part, as `pulumi config set --path` takes it: `podium:env.NAME`, or `podium:env["a.b"]` where the name would
 * be read as a path of its own, and `podium:health.command[0]` for an item of a list. https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
 */
export const keyOfPart = (key: string, path: PropertyKey[]): string =>
  path.reduce<string>((outer, each) => {
    if (typeof each === "number") return `${outer}[${each}]`;
    const name = String(each);
    return /^[\w-]+$/.test(name) ? `${outer}.${name}` : `${outer}["${name.replaceAll('"', '\\"')}"]`;
  }, key);

/** Keys have no prefix in the workload file; in a command, they have. */
const withoutPrefix = ({ key, rule, ...problem }: Problem): Problem => ({
  ...problem,
  key: key.replace("podium:", ""),
  rule: rule.replace(/`[^`]*`|\bpodium:(?=\w)/g, (found) => (found.startsWith("`") ? found : "")),
});

/** A configured number may be stored as a string. */
const shown = (value: unknown) =>
  typeof value === "string" && /^-?[\d.]+$/.test(value) ? value : JSON.stringify(value);

/** Keys with secret values. */
const SECRET = /^podium:(secrets|registryCredentials)\b/;
/** Keys whose parts are strings, which `--path` alone would store as numbers or booleans if they look like it. */
const TEXTS = /^podium:(env|health\.command|(health|readiness)\.headers|command|args|writable)\b/;

/** A command for each problem, to be pasted as it is into a shell in the stack's folder; a file is there to be edited. */
function remedy({ key, isWrongKey, isObject, isList, isLiteral, isOnlyPart, place }: Problem): string {
  if (place) return isWrongKey ? " Remove it." : "";
  const whole = isLiteral ? key : /^[^.[]+/.exec(key)![0];
  const isPart = whole !== key;
  const removal = command(isPart ? "rm --path" : "rm", key);
  if (isObject) return ` Remove it: ${removal}, then set its parts: ${setting(`${key}.NAME`)}`;
  if (isList) return ` Remove it: ${command("rm --path", key)}, then set its items: ${setting(`${key}[0]`)}`;
  if (isWrongKey)
    return ` Remove it: ${isPart && !isOnlyPart ? command("rm --path", key) : command("rm", whole)}`;
  return ` Change it: ${isPart ? setting(key) : command("set", key, " VALUE")}`;
}

/** Sets a part of a key. */
function setting(key: string): string {
  const options = SECRET.test(key) ? " --secret" : TEXTS.test(key) ? " --type string" : "";
  return command(`set${options} --path`, key, " VALUE");
}

const command = (verb: string, key: string, value = "") => `\`pulumi config ${verb} ${quoted(key)}${value}\``;

/** A word for a shell. */
const quoted = (word: string) => (/^[\w:.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
