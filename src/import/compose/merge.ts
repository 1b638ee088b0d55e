import { isObject } from "../../workload/values";

type Values = Record<string, unknown>;

/** Lists that are replaced, since each is one command. */
const WHOLE = new Set(["command", "entrypoint", "test"]);
/** Maps that can be written as lists of `NAME=value`, the last one with colons. */
const MAPS = /^(environment|labels|annotations|args|sysctls|storage_opt|extra_hosts)$/;
/** Lists whose items are one for each target in the container. */
const BY_TARGET = /^(volumes|devices|secrets|configs)$/;
/** Lists that can be a single text. */
const LISTS = /^(dns|dns_search|env_file|tmpfs|label_file)$/;

/**
 * A service over the one that it extends.
 * https://docs.docker.com/reference/compose-file/services/#extends
 */
export const mergeService = (below: Values, above: Values): Values => {
  const merged = Object.entries(above).map(([key, value]) => [
    key,
    Object.hasOwn(below, key) ? merge(key, below[key], value) : value,
  ]);
  return { ...below, ...(Object.fromEntries(merged) as Values) };
};

function merge(key: string, below: unknown, above: unknown): unknown {
  if (WHOLE.has(key)) return above;
  if (MAPS.test(key) || (isObject(below) && isObject(above))) return mergeService(asMap(below), asMap(above));
  if (LISTS.test(key)) return [...asList(below), ...asList(above)];
  if (!Array.isArray(below) || !Array.isArray(above)) return above;
  if (!BY_TARGET.test(key)) return uniqueBy([...below, ...above], (each) => JSON.stringify(each));
  return uniqueBy([...below, ...above], targetOf);
}

/** `NAME=value`, `NAME` alone or, among hosts, `NAME:value`. */
export function asMap(value: unknown): Values {
  if (isObject(value)) return value as Values;
  return Object.fromEntries(
    asList(value).map((each) => {
      const [, name, text] = /^([^=]*?)(?:=(.*))?$/s.exec(String(each))!;
      return [name!, text ?? null];
    }),
  );
}

export const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** The last one of each. */
const uniqueBy = (items: unknown[], keyOf: (item: unknown) => string): unknown[] => [
  ...new Map(items.map((each) => [keyOf(each), each])).values(),
];

function targetOf(item: unknown): string {
  if (isObject(item)) return String(item["target"] ?? item["source"]);
  const parts = String(item).split(":");
  return parts[1] ?? parts[0]!;
}
