import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACT, type ContractItem, type ItemFidelity, MATRIX, type MatrixItem } from "../workload/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../orchestrators";
import { ROOT } from "../common/paths";
import { DEFAULTS, InvalidWorkload, parseWorkload, type Problem } from "../workload/workload";

/**
 * The parts of the README that repeat what the code says. They stand between comments, `<!-- NAME:begin -->` and
 * `<!-- NAME:end -->`; `npm run readme` writes them anew, and a test fails while they are stale.
 */
export const README = join(ROOT, "README.md");

const SIGNS: Record<ItemFidelity["level"], string> = { native: "●", approximated: "◐", unsupported: "○" };

/** The README with its generated parts up to date. */
export function render(text: string): string {
  return withPart(withPart(text, "fidelity", fidelityTable()), "contract", contractTable());
}

function withPart(text: string, name: string, content: string): string {
  const part = new RegExp(`(<!-- ${name}:begin -->\n)[^]*(<!-- ${name}:end -->)`);
  if (!part.test(text)) throw new Error(`the README has no part ${name}`);
  return text.replace(part, (_all, begin: string, end: string) => `${begin}\n${content}\n\n${end}`);
}

function fidelityTable(): string {
  const titles = ORCHESTRATOR_NAMES.map((name) => ORCHESTRATORS[name].title);
  const rows = (Object.keys(MATRIX) as MatrixItem[]).map((item) => [
    // What can be configured looks like its key.
    item in CONTRACT ? `\`${MATRIX[item]}\`` : MATRIX[item],
    ...ORCHESTRATOR_NAMES.map((name) => SIGNS[ORCHESTRATORS[name].fidelity[item].level]),
  ]);
  return table(["", ...titles], rows, [":--", ...titles.map(() => ":-:")]);
}

function contractTable(): string {
  const rows = (Object.keys(CONTRACT) as ContractItem[])
    .flatMap(keysOf)
    .map((key) => [`\`podium:${key}\``, defaultOf(key), allowedFor(key)]);
  return table(["key", "default", "allowed"], rows);
}

/** A check is configured by its own keys. */
function keysOf(item: ContractItem): string[] {
  if (item !== "health" && item !== "readiness") return [CONTRACT[item]];
  return Object.keys(DEFAULTS[item]).map((key) => `${item}.${key}`);
}

const OTHER_DEFAULTS: Record<string, string> = {
  name: "`podium-` and the stack's name",
  image: "what the image's stack has built",
  publicPort: "another for each orchestrator",
};

function defaultOf(key: string): string {
  const value = key
    .split(".")
    .reduce((inner: unknown, part) => (inner as Record<string, unknown>)?.[part], DEFAULTS);
  if (value === undefined) return OTHER_DEFAULTS[key] ?? "none";
  return typeof value === "object" ? "none" : `\`${String(value)}\``;
}

const OTHER_RULES: Record<string, string> = {
  image: "an image by digest, `repository@sha256:…`",
  env: "texts, each with `--path podium:env.NAME`; not `PORT`, which is `podium:port`, and nothing secret",
  secrets:
    "texts, each with `--secret --path podium:secrets.NAME`; not `PORT` or `PODIUM_…`, which Podium sets itself",
  registryCredentials:
    "`server`, `username`, `password`, with `--secret --path podium:registryCredentials.…`",
  autoscaling: "`min`, `max` and `cpuPercent`, with `--path podium:autoscaling.…`",
};

/** What the validation says of a value that no key allows. */
function allowedFor(key: string): string {
  if (OTHER_RULES[key]) return OTHER_RULES[key];
  const [first = "", second] = key.split(".");
  return problemsOf({ [first]: second ? { [second]: null } : null })[0]?.allowed ?? "";
}

function problemsOf(changes: object): Problem[] {
  try {
    parseWorkload({ name: "web", publicPort: 8085, ...changes });
    return [];
  } catch (error) {
    return (error as InvalidWorkload).problems;
  }
}

function table(head: string[], rows: string[][], align = head.map(() => "---")): string {
  return [head, align, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (process.argv[1] === __filename) writeFileSync(README, render(readFileSync(README, "utf8")));
