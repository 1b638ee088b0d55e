import { reasonOf } from "../../common/reason";

/** Seconds that Mesos has to respond. */
const TIMEOUT_SECONDS = 10;

/** The most bytes of a file that an agent returns at once. */
const CHUNK = 65_536;

/** What Podium reads about an agent: https://mesos.apache.org/documentation/latest/endpoints/master/slaves/ */
export interface Agent {
  id: string;
  hostname: string;
  port: number;
  active: boolean;
  /** Whether an operator has taken it out of use, as draining does. */
  deactivated?: boolean;
  /** What it offers; `mem` in MiB. */
  resources?: { cpus?: number; mem?: number };
  domain?: { fault_domain?: { zone?: { name: string } } };
}

/** The agents that a master knows. */
export async function agentsOf(master: string): Promise<Agent[]> {
  return (await get<{ slaves: Agent[] }>(master, "/slaves")).slaves;
}

/**
 * The base URL of an agent.
 * @throws Error if the master does not know it.
 */
export async function agentOf(master: string, id: string): Promise<string> {
  const agent = (await agentsOf(master)).find((each) => each.id === id);
  if (!agent) throw new Error(`the Mesos master at ${master} knows no agent ${id}`);
  return `${new URL(master).protocol}//${agent.hostname}:${agent.port}`;
}

interface Executor {
  id: string;
  /** The sandbox, on the agent. */
  directory: string;
}

/**
 * The folder of a task's files on its agent: https://mesos.apache.org/documentation/latest/sandbox/
 * @throws Error if the agent has removed it.
 */
export async function sandboxOf(agent: string, task: string): Promise<string> {
  const { frameworks } = await get<{
    frameworks: { executors: Executor[]; completed_executors?: Executor[] }[];
  }>(agent, "/state");
  const executors = frameworks.flatMap((each) => [...each.executors, ...(each.completed_executors ?? [])]);
  // A task without an executor of its own gets one with the task's id.
  const found = executors.find(({ id }) => id === task);
  if (!found) throw new Error(`the Mesos agent at ${agent} has no sandbox of the task ${task}`);
  return found.directory;
}

/**
 * A file from an offset to its present end: https://mesos.apache.org/documentation/latest/endpoints/files/read/
 * A chunk may end within a character, which is then read again together with what follows.
 * @returns the text, and the offset in bytes at which to continue.
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
    const { data } = await get<{ data: string }>(agent, `/files/read?${query}`);
    // A part of a character is decoded as a replacement character.
    const whole = data.replace(/\uFFFD$/, "");
    if (!whole) return { text, offset };
    text += whole;
    offset += Buffer.byteLength(whole);
  }
}

async function get<T>(base: string, path: string): Promise<T> {
  const root = base.replace(/\/+$/, "");
  const signal = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  const response = await fetch(root + path, { signal }).catch((error: unknown) => {
    throw new Error(`Mesos at ${root} does not respond: ${reasonOf(error)}`);
  });
  if (!response.ok) {
    throw new Error(`Mesos at ${root} responds to ${path.replace(/\?.*/, "")} with ${response.status}`);
  }
  return (await response.json()) as T;
}
