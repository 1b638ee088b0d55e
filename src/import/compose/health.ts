import type { ToldCheck } from "../checks";
import { commandOf } from "../image";
import { seconds } from "../quantities";
import { withDockersDefaults } from "../checks";
import type { Source } from "../source";
import type { ComposeService } from "./read";

/** Takes `healthcheck`. Without a test, it only changes how the image's own check is done. */
export function takeHealthcheck({ name, file, value }: ComposeService, source: Source): void {
  const given = value["healthcheck"] as Record<string, unknown> | undefined;
  if (!given) return;
  const at = ["services", name, "healthcheck"];
  const from = at.join(".");
  const { disable, test, interval, timeout, retries, start_period, start_interval, ...extensions } = given;
  for (const key of Object.keys(extensions))
    source.draft.lose(`${from}.${key}`, "is an extension, which Compose ignores");
  if (String(disable) === "true") source.checks.health = { none: `${from}.disable` };
  else if (Array.isArray(test) && test[0] === "NONE") source.checks.health = { none: `${from}.test` };
  const ofNone = source.checks.health !== undefined;
  const duration = (key: string, text: unknown) => {
    if (text === undefined) return undefined;
    const found = seconds(String(text));
    if (found === undefined) throw file.problem([...at, key], "must be a duration, such as 1m30s");
    return { value: found, from: `${from}.${key}` };
  };
  const parts: ToldCheck = {
    interval: duration("interval", interval),
    timeout: duration("timeout", timeout),
    failures: retries === undefined ? undefined : { value: Number(retries), from: `${from}.retries` },
    start: duration("start_period", start_period),
  };
  if (parts.failures && !Number.isInteger(parts.failures.value))
    throw file.problem([...at, "retries"], "must be an integer");
  const command =
    test === undefined ? undefined : commandOf(Array.isArray(test) ? test : ["CMD-SHELL", String(test)]);
  if (Array.isArray(test) && !command && !ofNone)
    throw file.problem([...at, "test"], "must be a text, or a list that begins with CMD, CMD-SHELL or NONE");
  if (start_interval !== undefined)
    source.draft.lose(`${from}.start_interval`, "checks are as frequent at the start as later");
  const told = Object.fromEntries(Object.entries(parts).filter(([, part]) => part));
  if (ofNone) {
    for (const [, part] of Object.entries(told)) source.draft.keep(part.from, "there is no check");
    if (test !== undefined && !(Array.isArray(test) && test[0] === "NONE"))
      source.draft.keep(`${from}.test`, "there is no check");
    return;
  }
  source.checks.health = command
    ? withDockersDefaults({ ...told, command: { value: command, from: `${from}.test` } })
    : told;
  if (disable !== undefined) source.draft.keep(`${from}.disable`, "there is a check");
}
