import colours from "picocolors";
import { projectName } from "../../automation/projects";
import { difference, type Difference } from "../../diff";
import { readSettings } from "../../diff/settings";
import type { OrchestratorName } from "../../orchestrators";
import { count } from "../../visuals/words";
import { heading } from "../table";
import { readWorkloadFile } from "../../program/workloadFile";
import { shownFile, workloadFile } from "../../program/workloadPath";
import type { PropertyChange, ResourceChange } from "../../program/resources";
import { describe, type InvalidConfig } from "../../workload/problems";
import { WrongUsage } from "../../common/errors";

/**
 * Shows what a change of configuration affects on one orchestrator. A single setting is compared with the defaults. Both
 * sides are over the workload file, which is reported.
 */
export async function diff(
  [name, first, second]: [OrchestratorName, string, string?],
  { json }: { json?: boolean },
): Promise<void> {
  const [before, after] = second === undefined ? ["", first] : [first, second];
  const project = projectName(name);
  const settings = [readSettings(before, project), readSettings(after, project)] as const;
  readWorkloadFile();
  const file = workloadFile();
  const found = await difference(name, ...settings, file).catch(explain);
  console.log(json ? JSON.stringify(found, null, 2) : asText(found));
  const note = file && `Both are compared over the values in ${shownFile(file)}.`;
  // Not among the JSON.
  if (note) (json ? console.error : console.log)(json ? note : `\n${colours.dim(note)}`);
}

/** A wrong value came from the command line, not from a stack's configuration. */
function explain(error: InvalidConfig): never {
  // Or together with the workload file, whose line is named then.
  if (!error.problems || error.problems.some(({ place }) => place)) throw error;
  throw new WrongUsage(error.problems.map((each) => describe(each).replace(/^podium:/, "")).join("\n"));
}

const INSTANCES: Record<Difference["restarts"]["instances"], string> = {
  all: colours.red("all instances are replaced or restarted"),
  new: colours.green("no running instance; some are started or ended"),
  none: colours.green("no instance"),
};

function asText({ title, changes, restarts }: Difference): string {
  return [
    heading(`What changes on ${title}: ${changes.length ? count(changes.length, "resource") : "nothing"}`),
    ...changes.flatMap(changeLines),
    heading("What restarts"),
    `  ${INSTANCES[restarts.instances]}, because ${restarts.because}`,
    `  ${colours.dim(restarts.source)}`,
  ].join("\n");
}

const SIGNS: Record<ResourceChange["kind"], string> = {
  added: colours.green("+"),
  removed: colours.red("-"),
  changed: colours.yellow("~"),
};

function changeLines({ type, name, kind, properties }: ResourceChange): string[] {
  return [
    `  ${SIGNS[kind]} ${type}  ${colours.dim(name)}`,
    ...properties.map((each) => `      ${propertyLine(each)}`),
  ];
}

function propertyLine({ path, before, after, secret }: PropertyChange): string {
  if (secret) return `${path}: ${colours.yellow("changed")} ${colours.dim("(secret)")}`;
  const texts = [before, after].map((value) => (value === undefined ? "nothing" : JSON.stringify(value)));
  const [former, latter] = texts.map((text) => cut(text, commonStart(texts)));
  return `${path}: ${colours.red(former!)} → ${colours.green(latter!)}`;
}

/** Characters shown of a value, and how many of those precede the first difference; `--json` has all of them. */
const WIDTH = 72;
const CONTEXT = 24;

function cut(text: string, difference: number): string {
  if (text.length <= WIDTH) return text;
  const start = Math.max(0, difference - CONTEXT);
  const end = start + WIDTH;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

/** The length of the common beginning of two strings. */
function commonStart([one = "", other = ""]: string[]): number {
  const length = [...one].findIndex((character, index) => character !== other[index]);
  return length < 0 ? one.length : length;
}
