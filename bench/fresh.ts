import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { passphraseVariables } from "../src/automation/passphrase";
import { folderOf, STACK } from "../src/automation/projects";
import { readState } from "../src/automation/stateFiles";
import { summarize } from "../src/drills/statistics";
import { ORCHESTRATOR_NAMES } from "../src/orchestrators";
import { withRange } from "../src/visuals/words";
import { OWN_TOOLS, until } from "./ownTools";

/**
 * How much longer a first `pulumi up` takes than an orchestrator's own tool takes to create the same resources, in turns, each
 * until all instances are ready. The stack must be deployed; it is removed and deployed again.
 * Run it with: npm run bench:fresh NAME
 */
const PAIRS = 3;

const name = ORCHESTRATOR_NAMES.find((each) => each === process.argv[2] && each in OWN_TOOLS);
if (!name) throw new Error(`Name a stack that is deployed: ${Object.keys(OWN_TOOLS).join(", ")}.`);
const project = name;

const pulumi = (...args: string[]) =>
  promisify(execFile)(
    "pulumi",
    [...args, "--cwd", folderOf(project), "--stack", STACK, "--non-interactive", "--yes", "--skip-preview"],
    { env: { ...process.env, ...passphraseVariables() } },
  );

async function seconds(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}

const show = (title: string, values: number[]) =>
  console.log(`${title}: ${withRange(summarize(values)!, "s")}`);

async function main(folder: string): Promise<void> {
  const resources = readState(project)?.deployment.resources ?? [];
  if (!resources.length) throw new Error(`Nothing is deployed: npx podium up ${project}`);
  const tool = await OWN_TOOLS[project]!(resources, folder);
  const pairs: [number, number][] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    await pulumi("destroy");
    await until(tool.isGone);
    const own = await seconds(tool.create);
    await tool.remove();
    await until(tool.isGone);
    pairs.push([await seconds(() => pulumi("up")), own]);
  }
  show(
    "pulumi up",
    pairs.map(([up]) => up),
  );
  show(
    tool.title,
    pairs.map(([, own]) => own),
  );
  show(
    "difference",
    pairs.map(([up, own]) => up - own),
  );
}

const folder = mkdtempSync(join(tmpdir(), "podium-"));
void main(folder).finally(() => rmSync(folder, { recursive: true }));
