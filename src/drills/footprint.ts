import { setTimeout as sleep } from "node:timers/promises";
import { cpuBetween, engineProcesses, memoryOf } from "./engineProcesses";
import { finding, type Procedure } from "./procedure";

const IDLE_SECONDS = 10;

/** Measures the engine's own processes while the deployment is idle. Processes that engines share count for each of them. */
export const footprint: Procedure = async (site, { stop }, report) => {
  report(`watching the engine's processes for ${IDLE_SECONDS} s`);
  const before = await engineProcesses(site);
  await sleep(IDLE_SECONDS * 1000, undefined, { signal: stop });
  const after = await engineProcesses(site);
  return finding(
    [],
    {
      memory: Math.round(memoryOf(after)),
      cpu: Math.round((1000 * cpuBetween(before, after)) / IDLE_SECONDS) / 10,
    },
    Object.fromEntries(
      after.map(({ pid, command, memory }) => [`${nameOf(command)} (${pid})`, `${memory} MiB`]),
    ),
  );
};

/** The command without its arguments, which may contain secrets. */
const nameOf = (command: string) => /^(?:\S*\/)?(\S+(?: [a-z-]*[a-z](?= |$))?)/.exec(command)?.[1] ?? command;
