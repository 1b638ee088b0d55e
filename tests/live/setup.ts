import { existsSync } from "node:fs";
import { configFile } from "../../src/automation/projects";
import { configuredConnection } from "../../src/automation/target";
import { get } from "../../src/common/http";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { closeEngines, engineOf } from "../../src/orchestrators/engines";
import { runProgram } from "../../src/plan/programs";
import { record } from "../../src/plan/record";
import { readConfigFile } from "../../src/program/configFile";
import { localEngines, STACKS } from "./engines";

/**
 * Ends the live tests before they begin if an engine already runs what they would deploy, or something responds where
 * that would: one test after the other would fail, and `podium down` would remove what somebody else has deployed.
 */
export default async function setup(): Promise<void> {
  const found: string[] = [];
  for (const name of await localEngines())
    for (const stack of Object.values(STACKS)) found.push(...(await inTheWay(name, stack)));
  await closeEngines();
  if (!found.length) return;
  throw new Error(
    `The live tests need engines without Podium's deployments and with free ports, but ${[...new Set(found)].join("; ")}. ` +
      "Run `npx podium down` in the checkout that deployed it, or stop what holds the port, and start them again.",
  );
}

/** What an engine, or this machine, already has of a stack. Where only an engine knows an address, it is not tried. */
async function inTheWay(name: OrchestratorName, stack: string): Promise<string[]> {
  const { title, stack: folder } = ORCHESTRATORS[name];
  const file = configFile(name);
  const config = stack === STACKS.podium && existsSync(file) ? readConfigFile(file) : {};
  const { result } = await record({ project: `podium-${name}`, stack, config }, () => runProgram(folder));
  const reference = await knownValueOf<string>(result["reference"]);
  const endpoints = (await knownValueOf<string[]>(result["endpoints"])) ?? [];
  const engine = await engineOf(name, configuredConnection(name));
  const instances = reference ? await engine.instances(reference).catch(() => []) : [];
  const responding = await Promise.all(endpoints.map(responds));
  return [
    ...(instances.length ? [`${title} runs ${reference}`] : []),
    ...endpoints
      .filter((_, index) => responding[index])
      .map((each) => `${each} responds, which is for ${title}`),
  ];
}

/** An output's value, or undefined if only an engine can know it. */
const knownValueOf = <T>(output: unknown) => (output as { promise(): Promise<T | undefined> }).promise();

const responds = (url: string): Promise<boolean> =>
  get(url).then(
    () => true,
    () => false,
  );
