import { isObject } from "../../workload/values";
import { takePort } from "../port";
import type { Source } from "../source";
import { asList } from "./merge";
import type { ComposeService } from "./read";

interface Port {
  target: string;
  published?: string;
  protocol?: string;
  isRange?: boolean;
}

/** `[[HOST:][PUBLISHED]:]TARGET[/PROTOCOL]`, each port perhaps a range. */
const SHORT = /^(?:(?:(.+):)?(\d*(?:-\d+)?):)?(\d+)(-\d+)?(?:\/(\w+))?$/;

/** Takes `ports` and, where none is by TCP, `expose`: the workload has one. */
export function takePorts({ name, value, file }: ComposeService, source: Source): void {
  for (const key of ["ports", "expose"]) {
    asList(value[key]).forEach((each, index) => {
      const at = ["services", name, key, index];
      const from = `services.${name}.${key}[${index}]`;
      const port = isObject(each) ? longPort(each) : shortPort(String(each));
      if (!port || !/^\d+$/.test(port.target))
        throw file.problem(at, "must be a port, such as 8080, 80:8080 or 127.0.0.1:80:8080/tcp");
      takeTcp(source, from, port, key === "expose");
    });
  }
}

function takeTcp(
  source: Source,
  from: string,
  { target, published, protocol = "tcp", isRange }: Port,
  isExposed: boolean,
): void {
  const { draft } = source;
  const shown = `${from} ${target}/${protocol}`;
  if (protocol !== "tcp") return draft.lose(shown, "a workload's port is TCP");
  if (draft.has("port")) {
    if (draft.values["port"] === Number(target) && isExposed) return draft.keep(shown, "the same port");
    return draft.lose(shown, `a workload has one port, which is ${String(draft.values["port"])}`);
  }
  const approximately = isRange ? "the first of a range" : undefined;
  const port = { from: shown, target: Number(target), approximately };
  takePort(source, port, published ? { port: published, from } : undefined);
}

function shortPort(text: string): Port | undefined {
  const [, , published, target, range, protocol] = SHORT.exec(text) ?? [];
  if (target === undefined) return undefined;
  return { target, published: published?.replace(/-.*/, ""), protocol, isRange: range !== undefined };
}

const longPort = ({ target, published, protocol }: Record<string, unknown>): Port => ({
  target: String(target),
  published: published === undefined ? undefined : String(published).replace(/-.*/, ""),
  protocol: protocol === undefined ? undefined : String(protocol),
});
