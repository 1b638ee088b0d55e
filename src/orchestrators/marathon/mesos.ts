import { reasonOf } from "../../common/reach";

const SECONDS = 10;

/** What an agent gives of a file at once at most. */
const CHUNK = 65_536;

/**
 * The base URL of an agent.
 * @throws Error if the master does not know it.
 */
export async function agentOf(master: string, id: string): Promise<string> {
  const { slaves } = await ask<{ slaves: { id: string; hostname: string; port: number }[] }>(
    master,
    "/slaves",
  );
  const agent = slaves.find((each) => each.id === id);
  if (!agent) throw new Error(`the Mesos master at ${master} knows no agent ${id}`);
  return `${new URL(master).protocol}//${agent.hostname}:${agent.port}`;
}

interface Executor {
  id: string;
  /** Of the sandbox, on the agent. */
  directory: string;
}

/** Where a task's files are on its agent: https://mesos.apache.org/documentation/latest/sandbox/ */
export async function sandboxOf(agent: string, task: string): Promise<string> {
  const { frameworks } = await ask<{
    frameworks: { executors: Executor[]; completed_executors?: Executor[] }[];
  }>(agent, "/state");
  const executors = frameworks.flatMap((each) => [...each.executors, ...(each.completed_executors ?? [])]);
  // Without an executor of its own, a task has one with its own id.
  const found = executors.find(({ id }) => id === task);
  if (!found) throw new Error(`the Mesos agent at ${agent} has no sandbox of the task ${task}`);
  return found.directory;
}

/**
 * A file from an offset to its present end: https://mesos.apache.org/documentation/latest/endpoints/files/read/
 * @returns what it says, and the offset to go on from.
 */
export async function readFile(
  agent: string,
  path: string,
  from: number,
): Promise<{ text: string; offset: number }> {
  let text = "";
  let offset = from;
  for (;;) {
    const query = new URLSearchParams({ path, offset: `${offset}`, length: `${CHUNK}` });
    const { data } = await ask<{ data: string }>(agent, `/files/read?${query}`);
    if (!data) return { text, offset };
    text += data;
    offset += Buffer.byteLength(data);
  }
}

async function ask<T>(base: string, path: string): Promise<T> {
  const root = base.replace(/\/+$/, "");
  const response = await fetch(root + path, { signal: AbortSignal.timeout(SECONDS * 1000) }).catch(
    (error: unknown) => {
      throw new Error(`Mesos at ${root} does not answer: ${reasonOf(error)}`);
    },
  );
  if (!response.ok)
    throw new Error(`Mesos at ${root} answers ${response.status} to ${path.replace(/\?.*/, "")}`);
  return (await response.json()) as T;
}
