import { isObject } from "../workload/values";
import { defaultPath, nearest, refusal } from "./contract";
import type { Draft, Part } from "./draft";
import { type HttpCheck, httpCheckOf } from "./httpCheck";
import { isSecretName, type Secrets } from "./secrets";

/** A value, and the item of the source that tells it. */
export interface Told<T> {
  value: T;
  from: string;
}

/** What a source tells of a check. */
export interface ToldCheck {
  /** A program in the image and its arguments. */
  command?: Told<string[]>;
  http?: Told<HttpCheck>;
  /** Seconds. */
  interval?: Told<number>;
  /** Seconds. */
  timeout?: Told<number>;
  /** Failed checks in a row. */
  failures?: Told<number>;
  /** Seconds in which failures do not count. */
  start?: Told<number>;
}

/** What the two checks of the contract become. */
export interface ToldChecks {
  /** `from` alone: the source wants none. */
  health?: ToldCheck | { none: string };
  readiness?: ToldCheck;
}

/** What Docker does where neither a Compose file nor an image tells it: https://docs.docker.com/reference/dockerfile/#healthcheck */
export const withDockersDefaults = (check: ToldCheck): ToldCheck => ({
  interval: { value: 30, from: "Docker's default" },
  timeout: { value: 30, from: "Docker's default" },
  failures: { value: 3, from: "Docker's default" },
  ...check,
});

/**
 * Writes the checks. Where the source has none, the contract's defaults would not do: they are the sample's. An HTTP check
 * by a command becomes both, since some orchestrators have only one of them.
 */
export function takeChecks({ draft, secrets }: { draft: Draft; secrets: Secrets }, checks: ToldChecks): void {
  const { health } = checks;
  const isNone = health && "none" in health;
  const told = isNone || !health ? undefined : withoutSecretParts(draft, secrets, health);
  const readiness = checks.readiness && withoutSecretParts(draft, secrets, checks.readiness);
  const isHttp = (told?.command || told?.http) && takeCheck(draft, "health", told);
  if (isHttp === undefined) {
    loseParts(draft, told);
    takeNone(
      draft,
      "health",
      isNone ? health.none : "health check",
      isNone ? "no check is wanted" : "nothing says how to check it",
    );
  }
  if (readiness?.command || readiness?.http) return void takeCheck(draft, "readiness", readiness);
  loseParts(draft, readiness);
  const { path, port, headers } = (isObject(draft.values["health"]) ? draft.values["health"] : {}) as Record<
    string,
    unknown
  >;
  if (!isHttp) return takeNone(draft, "readiness", "readiness check", "nothing says when it is ready");
  const approximately = "the health check's, since there is only one";
  const parts = Object.entries({ path, port, headers }).filter(([, value]) => value !== undefined);
  draft.takeParts(
    "readiness",
    parts.map(([part, value]) => ({ part, value, from: "readiness check", approximately })),
  );
}

/** A check without what may not be written to a file in plain text. */
function withoutSecretParts(draft: Draft, secrets: Secrets, check: ToldCheck): ToldCheck {
  const { command, http, ...others } = check;
  const isOpen = !command || !secrets.isIn(command.value.join(" "));
  if (!isOpen) draft.lose(command.from, "its command contains a secret, which does not belong in plain text");
  const { headers, ...request } = http?.value ?? {};
  const given = Object.entries(headers ?? {});
  const open = given.filter(([name, value]) => !isSecretName(name) && !secrets.isIn(`${name}: ${value}`));
  for (const [name] of given.filter((each) => !open.includes(each)))
    draft.lose(`${http!.from}, header ${name}`, "a secret does not belong in plain text");
  return {
    ...others,
    ...(isOpen && command && { command }),
    ...(http && {
      http: {
        ...http,
        value: { ...(request as HttpCheck), ...(open.length && { headers: Object.fromEntries(open) }) },
      },
    }),
  };
}

/** Intervals and the like of a check that the source does not have. */
function loseParts(draft: Draft, check: ToldCheck = {}): void {
  for (const { from } of Object.values(check)) draft.lose(from, "nothing says what to check");
}

const takeNone = (draft: Draft, key: "health" | "readiness", from: string, why: string): void =>
  void draft.take(from, key, "none", { why });

/** @returns whether it says where to ask by HTTP. */
function takeCheck(draft: Draft, key: "health" | "readiness", check: ToldCheck): boolean {
  const { command, interval, timeout, failures, start } = check;
  const parts: Part[] = [];
  const http = usable(draft, key, check);
  if (http) {
    const { from, approximately } = http;
    const { path, port, headers } = http.value;
    parts.push({ part: "path", value: path, from, approximately });
    if (port !== draft.values["port"]) parts.push({ part: "port", value: port, from, approximately });
    if (headers) parts.push({ part: "headers", value: headers, from, approximately });
  }
  if (command) parts.push({ part: "command", value: command.value, from: command.from });
  const limit = interval && nearest(`${key}.interval`, interval.value);
  for (const [part, told, most] of [
    ["interval", interval, Infinity],
    ["timeout", timeout, limit ?? Infinity],
    ["failures", failures, Infinity],
  ] as const) {
    if (!told) continue;
    const value = Math.min(nearest(`${key}.${part}`, told.value), most);
    const approximately =
      value === told.value
        ? undefined
        : `${told.value} there: ${value === most ? "at most the interval" : "not among what is allowed"}`;
    parts.push({ part, value, from: told.from, approximately });
  }
  draft.takeParts(key, parts);
  if (!http && defaultPath(draft.values, key) !== undefined) {
    const approximately =
      "for orchestrators that check by HTTP, GET / must answer 2xx. Correct it if it does not";
    draft.take(`${command?.from ?? key}, as a path`, `${key}.path`, "/", { approximately });
  }
  if (start?.value)
    draft.takeNumber(start.from, "startSeconds", start.value, " s", {
      otherwise: "raise health.failures or health.interval if the app starts slowly",
    });
  return http !== undefined;
}

/** The HTTP check, unless it is of a kind that the contract does not have. */
function usable(draft: Draft, key: string, { http, command }: ToldCheck) {
  const asked = command && httpCheckOf(command.value);
  const found = http ?? (asked && { value: asked, from: command.from });
  if (!found) return undefined;
  const refused = refusal(draft.values, key, { path: found.value.path });
  if (refused) return void draft.lose(`${found.from}, as a path`, refused);
  return {
    ...found,
    approximately: http ? undefined : "the same request, without the command's own options",
  };
}
