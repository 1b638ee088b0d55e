import colours from "picocolors";
import { requirePulumi } from "../../automation/cli";
import { ProjectStack } from "../../automation/stacks";
import type { StackOutputs } from "../../verdict/verify";
import { followLogs } from "../../logs/follow";
import { type LogSink, readLogs } from "../../logs/read";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";

export interface LogsOptions {
  tail?: number;
  follow?: boolean;
  json?: boolean;
}

/** Prints what all instances of a deployment have written, and with `follow` what they go on to write. */
export async function logs([name]: [OrchestratorName], { tail, follow, json }: LogsOptions): Promise<number> {
  const { title, engine } = ORCHESTRATORS[name];
  const reference = await referenceOf(name);
  const sink = json ? jsonSink() : textSink();
  if (follow) return (await followLogs(engine, reference, tail, sink, new AbortController().signal)) ? 0 : 1;
  const { instances, read } = await readLogs(engine, reference, tail, sink);
  if (instances === 0)
    throw new Error(`${title} has no instance of ${reference}. What is wrong tells: podium status ${name}`);
  return read > 0 ? 0 : 1;
}

async function referenceOf(name: OrchestratorName): Promise<string> {
  const stack = await ProjectStack.find(name, await requirePulumi());
  const outputs = (await stack?.outputs()) as StackOutputs | undefined;
  if (outputs?.reference) return outputs.reference;
  throw new Error(`Nothing is deployed to ${ORCHESTRATORS[name].title}. Deploy with: podium up ${name}`);
}

const jsonSink = (): LogSink => ({
  line: (instance, line) => console.log(JSON.stringify({ instance, line })),
  problem: (instance, problem) => console.error(JSON.stringify({ instance, problem })),
});

const COLOURS = [colours.cyan, colours.yellow, colours.green, colours.magenta, colours.blue];

/** Characters of an instance's id that are shown: as many as tell tasks of Marathon apart, whose ids are the longest. */
const WIDTH = 43;

/** Each line after its instance, in a colour of its own. */
function textSink(): LogSink {
  const prefixes = new Map<string, string>();
  const prefixOf = (instance: string) => {
    const known = prefixes.get(instance);
    if (known) return known;
    const paint = COLOURS[prefixes.size % COLOURS.length]!;
    const prefix = paint(`${instance.slice(-WIDTH)} |`);
    prefixes.set(instance, prefix);
    return prefix;
  };
  return {
    line: (instance, line) => console.log(`${prefixOf(instance)} ${line}`),
    problem: (instance, reason) => console.error(`${prefixOf(instance)} ${colours.red(reason)}`),
  };
}
