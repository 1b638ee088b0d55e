import { lastLines, type LogOptions, nextLook, splitLines } from "../lines";
import { outputs } from "../merge";
import { findApp, type Info, request } from "./api";
import { agentOf, readFile, sandboxOf } from "./mesos";

/** The log of a task. Marathon has none: Mesos keeps stdout and stderr as files in the task's sandbox on its agent. */
export async function* readLog(
  url: string,
  reference: string,
  id: string,
  options: LogOptions,
): AsyncGenerator<string> {
  const [app, info] = await Promise.all([findApp(url, reference), request<Info>(url, "GET", "/v2/info")]);
  const task = app?.tasks.find((each) => each.id === id);
  if (!task) throw new Error(`${reference} has no task ${id}`);
  const master = info.marathon_config?.mesos_leader_ui_url;
  if (!master || !task.slaveId) {
    throw new Error(
      `logs are files on Mesos agents, but this Marathon reports no Mesos ${master ? "agent" : "master"} for its tasks`,
    );
  }
  const agent = await agentOf(master, task.slaveId);
  const sandbox = await sandboxOf(agent, id);
  yield* outputs((file) => read(agent, `${sandbox}/${file}`, options), options.follow);
}

async function* read(
  agent: string,
  path: string,
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  let { text, offset } = await readFile(agent, path, 0);
  if (!follow) return yield* lastLines(text, tail);
  // A line that is not complete yet waits for its end.
  const complete = () => text.slice(0, text.lastIndexOf("\n") + 1);
  yield* lastLines(complete(), tail);
  while (await nextLook(signal)) {
    text = text.slice(complete().length);
    const more = await readFile(agent, path, offset);
    text += more.text;
    offset = more.offset;
    yield* splitLines(complete());
  }
}
