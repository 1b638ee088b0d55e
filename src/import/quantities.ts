/** Seconds of a duration such as `1m30s` or `500ms`; undefined if it is none. */
export function seconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(text)) return text === "0" ? 0 : undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

const UNITS: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
};

const MIB = 1024 ** 2;

/** MiB of a size as Docker has it: `64m`, `1gb`, or a number of bytes; undefined if it is none. */
export function dockerMebibytes(value: unknown): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?$/i.exec(String(value).trim()) ?? [];
  if (count === undefined) return undefined;
  return (Number(count) * 1024 ** " kmgtp".indexOf(unit!.toLowerCase() || " ")) / MIB;
}

/** MiB of a quantity as Score has it: `128Mi`, `1.5G`; undefined if it is none. */
export function mebibytes(text: string): number | undefined {
  const [, count, unit, binary] = /^(\d+(?:\.\d+)?)(?:([KMGTPE])(i?))?$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return (Number(count) * (binary ? 1024 : 1000) ** " KMGTPE".indexOf(unit ?? " ")) / MIB;
}

/** Cores of a quantity: `0.5` or `500m`; undefined if it is none. */
export function cores(text: string): number | undefined {
  const [, count, milli] = /^(\d+(?:\.\d+)?|\.\d+)(m?)$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) / (milli ? 1000 : 1);
}
