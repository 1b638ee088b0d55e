import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../orchestrators";
import { HEALTH_COMMAND } from "../program/environment";
import { enumerate, SIGNS } from "../visuals/words";
import { CONTRACT, type ContractItem, MATRIX, type MatrixItem } from "../workload/fidelity";
import { InvalidConfig, type Problem } from "../workload/problems";
import { DEFAULTS } from "../workload/defaults";
import { parseWorkload } from "../workload/schema";


/** How faithfully each orchestrator expresses each item, as signs. */
export function fidelityTable(): string {
  const titles = ORCHESTRATOR_NAMES.map((name) => ORCHESTRATORS[name].title);
  const rows = (Object.keys(MATRIX) as MatrixItem[]).map((item) => [
    // A configurable item is shown as its key.
    item in CONTRACT ? `\`${MATRIX[item]}\`` : MATRIX[item],
    ...ORCHESTRATOR_NAMES.map((name) => SIGNS[ORCHESTRATORS[name].fidelity[item].level]),
  ]);
  return table(["", ...titles], rows, [":--", ...titles.map(() => ":-:")]);
}

/** The keys of the contract, their defaults and what they allow. */
export function contractTable(): string {
  const rows = (Object.keys(CONTRACT) as ContractItem[])
    .flatMap(keysOf)
    .map((key) => [`\`podium:${key}\``, defaultOf(key), ruleFor(key)]);
  return table(["key", "default", "allowed"], rows);
}

/** A check has keys of its own, and can be none. */
function keysOf(item: ContractItem): string[] {
  if (item === "healthNone" || item === "readinessNone") return [];
  if (item !== "health" && item !== "readiness") return [CONTRACT[item]];
  return [item, ...Object.keys(DEFAULTS[item]).map((key) => `${item}.${key}`)];
}

const OTHER_DEFAULTS: Record<string, string> = {
  name: "`podium-` and the stack's name",
  image: "the image that the root project builds",
  publicPort: "differs between orchestrators",
  command: "the image's own",
  args: "the image's own, or none with `podium:command`",
  group: "`podium:user`",
  health: "a check",
  readiness: "a check",
  stopSignal: "the image's own, or else SIGTERM",
  "health.command": `\`${HEALTH_COMMAND.join(" ")}\` for the sample image, otherwise none`,
  "health.port": "`podium:port`",
  "readiness.port": "`podium:port`",
  startSeconds: "10 to 60, differs between orchestrators",
  replaceSeconds: "the engine's own; most have none",
};

function defaultOf(key: string): string {
  const value = key
    .split(".")
    .reduce((inner: unknown, part) => (inner as Record<string, unknown>)?.[part], DEFAULTS);
  if (OTHER_DEFAULTS[key]) return OTHER_DEFAULTS[key];
  return value === undefined || typeof value === "object" ? "none" : `\`${String(value)}\``;
}

const CHECK = "a check with the keys below, or `none` for no check";

const headersRule = (key: string) =>
  `headers of the request, each set with \`--path podium:${key}.NAME\`: names of letters, digits and hyphens, printable ASCII ` +
  "values, and nothing secret";

const OTHER_RULES: Record<string, string> = {
  "health.headers": headersRule("health.headers"),
  "readiness.headers": headersRule("readiness.headers"),
  health: CHECK,
  readiness: CHECK,
  command:
    "a program in the image and its first arguments, set with `--path 'podium:command[0]'`, `[1]` and so on; replaces the " +
    "image's entry point, and its CMD with it",
  args: "its arguments, set with `--path 'podium:args[0]'`, `[1]` and so on; replaces the image's CMD",
  "health.command":
    "a program in the image and its arguments, set with `--path 'podium:health.command[0]'`, `[1]` and so on; for " +
    "orchestrators that cannot check by HTTP",
  writable:
    "at most 10 absolute paths, each set with `--path 'podium:writable[0]'`, `[1]` and so on; none in another, in `/tmp`, " +
    "`/proc`, `/sys`, `/dev` or `/run/secrets`",
  image: "an image by digest, `repository@sha256:…`",
  env: "strings, each set with `--path podium:env.NAME`; not `PORT`, which is `podium:port`, and nothing secret",
  secrets:
    "strings, each set with `--secret --path podium:secrets.NAME`; not empty, nor `PORT` or `PODIUM_…`, which Podium sets",
  registryCredentials:
    "`server`, `username` and `password`, set with `--secret --path podium:registryCredentials.…`",
  autoscaling: "`min`, `max` and `cpuPercent`, set with `--path podium:autoscaling.…`",
};

/** What the validation says about a value that no key allows. */
function ruleFor(key: string): string {
  if (OTHER_RULES[key]) return OTHER_RULES[key];
  const [first = "", second] = key.split(".");
  return problemsOf({ [first]: second ? { [second]: null } : null })[0]?.rule.replace(/^must be /, "") ?? "";
}

function problemsOf(changes: object): Problem[] {
  try {
    parseWorkload({ name: "web", publicPort: 8085, ...changes });
    return [];
  } catch (error) {
    return (error as InvalidConfig).problems;
  }
}

function table(head: string[], rows: string[][], align = head.map(() => "---")): string {
  return [head, align, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The settings that only one orchestrator's stack has. */
export function settingsTable(): string {
  const rows = ORCHESTRATOR_NAMES.flatMap((name) => {
    const { title, settings } = ORCHESTRATORS[name];
    return Object.entries(settings).map(([key, setting], index) => [
      index ? "" : title,
      `\`${setting.key ?? key}\``,
      setting.default,
      setting.description,
    ]);
  });
  return table(["", "key", "default", ""], rows);
}

/** All titles in one phrase. */
export function orchestratorList(): string {
  return enumerate(ORCHESTRATOR_NAMES.map((name) => `**${ORCHESTRATORS[name].title}**`));
}
