import colours from "picocolors";
import { deployedOutputs } from "../../automation/deployedOutputs";
import { Failure } from "../../common/errors";
import { followLogs } from "../../logs/follow";
import { type LogSink, readLogs } from "../../logs/read";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { engineOf } from "../../orchestrators/engines";
import type { StackOutputs } from "../../program/outputs";

export interface LogsOptions {
  tail?: number;
  follow?: boolean;
  json?: boolean;
}

/** Prints the logs of all instances of a deployment and, with `follow`, keeps printing what they write. */
export async function logs([name]: [OrchestratorName], { tail, follow, json }: LogsOptions): Promise<number> {
  const { title } = ORCHESTRATORS[name];
  const { reference, connection } = await outputsOf(name);
  const engine = await engineOf(name, connection);
  const sink = json ? jsonSink() : textSink();
  if (follow) return (await followLogs(engine, reference, tail, sink, new AbortController().signal)) ? 0 : 1;
  const { instances, read } = await readLogs(engine, reference, tail, sink);
  if (instances === 0)
    throw new Failure(
      `${title} has no instances of ${reference}. Run \`podium status ${name}\` for details.`,
    );
  return read > 0 ? 0 : 1;
}

async function outputsOf(name: OrchestratorName): Promise<StackOutputs> {
  const outputs = await deployedOutputs(name);
  if (outputs?.reference) return outputs;
  throw new Failure(
    `Nothing is deployed to ${ORCHESTRATORS[name].title}. Deploy with \`podium up ${name}\`.`,
  );
}

const jsonSink = (): LogSink => ({
  line: (instance, line) => console.log(JSON.stringify({ instance, line })),
  problem: (instance, problem) => console.error(JSON.stringify({ instance, problem })),
});

const COLOURS = [colours.cyan, colours.yellow, colours.green, colours.magenta, colours.blue];

/** Characters shown of an instance's id: enough to tell the longest ids apart. */
const WIDTH = 43;

/** Each line after its instance, in a colour per instance. */
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
