import { lastLines, type LogOptions, nextLook, splitLines } from "../lines";
import { merge } from "../merge";
import { findApp, marathonUrl, request } from "./api";
import { agentOf, readFile, sandboxOf } from "./mesos";

/** What Marathon says of the Mesos that it belongs to. */
interface Info {
  marathon_config?: { mesos_leader_ui_url?: string };
}

/** The log of a task. Marathon has none: Mesos keeps stdout and stderr as files in the task's sandbox on its agent. */
export async function* logs(reference: string, id: string, options: LogOptions): AsyncGenerator<string> {
  const url = marathonUrl();
  const [app, info] = await Promise.all([findApp(url, reference), request<Info>(url, "GET", "/v2/info")]);
  const task = app?.tasks.find((each) => each.id === id);
  if (!task) throw new Error(`${reference} has no task ${id}`);
  const master = info.marathon_config?.mesos_leader_ui_url;
  if (!master || !task.slaveId) {
    throw new Error(
      `this Marathon names no Mesos ${master ? "agent" : "master"} for its tasks, and it is Mesos that keeps what they write`,
    );
  }
  const agent = await agentOf(master, task.slaveId);
  const sandbox = await sandboxOf(agent, id);
  const files = ["stdout", "stderr"].map((file) => read(agent, `${sandbox}/${file}`, options));
  if (options.follow) return yield* merge(files);
  for (const file of files) yield* file;
}

async function* read(
  agent: string,
  path: string,
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  let { text, offset } = await readFile(agent, path, 0);
  if (!follow) return yield* lastLines(text, tail);
  // What is no whole line yet waits for its end.
  const whole = () => text.slice(0, text.lastIndexOf("\n") + 1);
  yield* lastLines(whole(), tail);
  while (await nextLook(signal)) {
    text = text.slice(whole().length);
    const more = await readFile(agent, path, offset);
    text += more.text;
    offset = more.offset;
    yield* splitLines(whole());
  }
}
