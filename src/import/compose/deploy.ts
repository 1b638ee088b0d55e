import type { Source } from "../source";
import { cores, dockerMebibytes } from "../quantities";
import { LOST_OF_DEPLOY } from "./lost";
import type { ComposeService } from "./read";

type Values = Record<string, unknown>;
type Taker = (value: never, context: { service: ComposeService; source: Source; at: string[] }) => void;

/** Parts of `deploy`, and of its own parts, that are taken. */
export const DEPLOY: Record<string, Taker> = {
  mode: (mode: string, { source, at }) =>
    mode === "replicated"
      ? source.draft.keep(at.join("."), "as it is anyway")
      : source.draft.lose(at.join("."), "replicas says how many instances run, on any machines"),
  replicas: (count: unknown, { service, source, at }) => takeReplicas(service, source, at, count),
  resources: takeResources,
  restart_policy: (policy: Values, { source, at }) => {
    for (const [key, value] of Object.entries(policy))
      if (key === "condition" && value === "any")
        source.draft.keep([...at, key].join("."), "as it is anyway");
      else source.draft.lose([...at, key].join("."), "each orchestrator restarts instances that end, always");
  },
  update_config: takeUpdate,
};

export function takeDeploy(service: ComposeService, source: Source): void {
  const deploy = (service.value["deploy"] ?? {}) as Values;
  for (const [key, value] of Object.entries(deploy)) {
    const at = ["services", service.name, "deploy", key];
    if (DEPLOY[key]) DEPLOY[key](value as never, { service, source, at });
    else source.draft.lose(at.join("."), LOST_OF_DEPLOY[key] ?? "is an extension, which Compose ignores");
  }
}

/** Compose runs one container by default, and apps may rely on being alone. */
export function takeReplicas(
  { file }: ComposeService,
  { draft }: Source,
  at: string[],
  count: unknown,
): void {
  const number = Number(count);
  if (!Number.isInteger(number) || number < 0) throw file.problem(at, "must be a number of containers");
  draft.takeNumber(at.join("."), "replicas", number, "");
}

function takeResources(
  resources: Values,
  { service, source, at }: { service: ComposeService; source: Source; at: string[] },
): void {
  const { limits = {}, reservations = {}, ...others } = resources as Record<string, Values>;
  for (const key of Object.keys(others))
    source.draft.lose([...at, key].join("."), "is an extension, which Compose ignores");
  for (const [kind, given] of Object.entries({ limits, reservations })) {
    for (const [key, value] of Object.entries(given)) {
      const path = [...at, kind, key];
      const to = key === "cpus" ? "cpu" : key;
      if (to !== "cpu" && to !== "memory")
        source.draft.lose(path.join("."), "the contract limits cpu and memory, and nothing else");
      else if (kind === "reservations" && source.draft.has(to))
        source.draft.lose(path.join("."), "Podium reserves what it limits");
      else
        takeLimit(service, source, path, to, value, {
          approximately: kind === "reservations" ? "Podium limits what it reserves" : undefined,
        });
    }
  }
}

/** A limit of CPU, in cores, or memory, as Docker writes it. */
export function takeLimit(
  { file }: ComposeService,
  { draft }: Source,
  at: string[],
  to: "cpu" | "memory",
  value: unknown,
  taking: { approximately?: string } = {},
): void {
  const number = to === "cpu" ? cores(String(value)) : dockerMebibytes(value);
  if (number === undefined)
    throw file.problem(at, to === "cpu" ? "must be a number of cores" : "must be a size, such as 128m");
  if (number === 0) return draft.lose(at.join("."), "0 is no limit, and Podium always has one");
  if (draft.has(to)) return draft.lose(at.join("."), `${to} is told twice`);
  draft.takeNumber(at.join("."), to, number, to === "cpu" ? " cores" : " MiB", taking);
}

function takeUpdate(
  update: Values,
  { source, at }: { source: Source; at: string[]; service: ComposeService },
): void {
  const { draft } = source;
  const { parallelism, order, failure_action, ...others } = update;
  const from = (key: string) => [...at, key].join(".");
  const count = parallelism === undefined ? 1 : Number(parallelism);
  const atOnce = count === 0 ? Number(draft.values["replicas"] ?? 1) : count;
  if (parallelism !== undefined) {
    const approximately = count === 0 ? "0 there: all at once" : undefined;
    draft.takeNumber(from("parallelism"), "update.parallelism", atOnce, "", { approximately });
  }
  if (order !== undefined)
    draft.takeNumber(from("order"), "update.surge", order === "start-first" ? atOnce : 0, "");
  if (failure_action !== undefined) {
    const isBack = failure_action === "rollback";
    const approximately = isBack
      ? undefined
      : `${String(failure_action)} there: it does not go back, and what else happens is up to the orchestrator`;
    draft.take(from("failure_action"), "update.rollback", isBack, { approximately });
  }
  for (const key of Object.keys(others)) draft.lose(from(key), "each orchestrator's own pace is used");
}
