import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type TagId,
  type YAMLError,
} from "yaml";

/**
 * Reads YAML as Pulumi does, which is neither YAML 1.1 nor 1.2: `0755` is 493, `1_000` is 1000, and a date becomes the
 * text of a time, but `yes` stays text. Pulumi uses https://github.com/go-yaml/yaml/blob/v3/resolve.go.
 * @returns numbers as numbers, apart from integers that these cannot hold exactly, which are bigint.
 * @throws Error, without any value, if it is not YAML or if a value contains itself.
 */
export const parseYaml = (text: string): unknown => readYaml(text).value;

/** What a text in YAML says, and where. */
export interface Yaml {
  value: unknown;
  /** The line of a key, given with the keys around it, or of the last of them that is written in the file. */
  lineOf(path: string[]): number;
}

/** A text that is not YAML. The message repeats no value. */
export class NotYaml extends Error {
  readonly line: number | undefined;
  readonly isRepeatedKey: boolean;

  constructor({ linePos, code }: YAMLError) {
    super(`is not YAML${linePos ? ` (line ${linePos[0].line})` : ""}`);
    this.line = linePos?.[0].line;
    this.isRepeatedKey = code === "DUPLICATE_KEY";
  }
}

/**
 * Like `parseYaml`, with the lines of the keys.
 * @throws NotYaml, or Error if a value contains itself.
 */
export function readYaml(text: string): Yaml {
  const lines = new LineCounter();
  const options = { schema: "failsafe", merge: true, customTags: withScalars, lineCounter: lines } as const;
  const document = parseDocument(text, options);
  const [error] = document.errors;
  if (error) throw new NotYaml(error);
  const value: unknown = document.toJS();
  refuseCycles(value);
  return { value, lineOf: (path) => lineOf(path, document, lines) };
}

function lineOf(path: string[], document: Document.Parsed, lines: LineCounter): number {
  let line = 1;
  let node: unknown = document.contents;
  for (const key of path) {
    const map = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(map)
      ? map.items.find((each) => isScalar(each.key) && String(each.key.value) === key)
      : undefined;
    if (!isScalar(pair?.key) || !pair.key.range) break;
    line = lines.linePos(pair.key.range[0]).line;
    node = pair.value;
  }
  return line;
}

const INTEGER = /^[-+]?(0[bB][01_]+|0[oO]?[0-7_]+|0[xX][\da-fA-F_]+|0|[1-9][\d_]*)$/;
const FLOAT = /^[-+]?(\.[\d_]+|\d[\d_]*(\.[\d_]*)?)([eE][-+]?[\d_]+)?$/;
/** A date, or a date and a time; only one with a `T` can have a zone. */
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](?=.*(?:Z|[-+]\d\d:\d\d)$)| (?=[\d:.]+$))(\d\d?):(\d\d?):(\d\d?)(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

const scalar = (tag: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag => ({
  tag: `tag:yaml.org,2002:${tag}`,
  default: true,
  test,
  resolve,
});

/** In the order in which they are tried. */
const SCALARS = [
  scalar("null", /^(~|null|Null|NULL)?$/, () => null),
  scalar("bool", /^(true|True|TRUE|false|False|FALSE)$/, (text) => /^t/i.test(text)),
  scalar("timestamp", TIME, timeText),
  scalar("int", INTEGER, integer),
  scalar("float", FLOAT, (text) => {
    const value = Number(text.replaceAll("_", ""));
    // Too large for a number: Pulumi leaves the text.
    return Number.isFinite(value) ? value : text;
  }),
];

const withScalars = (tags: (ScalarTag | unknown)[]) => [...SCALARS, ...tags] as (ScalarTag | TagId)[];

function integer(text: string): number | bigint {
  const [, sign, digits] = /^([-+]?)(.*)$/.exec(text.replaceAll("_", ""))!;
  const exact = BigInt(digits!.replace(/^0(?=\d)/, "0o"));
  const signed = sign === "-" ? -exact : exact;
  const value = Number(signed);
  return Number.isSafeInteger(value) || exact >= 2n ** 64n ? value : signed;
}

/** A time as Go prints it: https://pkg.go.dev/time#Time.String. What is no time stays as it is. */
function timeText(text: string): string {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] =
    TIME.exec(text)!;
  const [date, time] = [
    [month!, day!],
    [hour, minute, second],
  ].map((parts) => parts.map((each) => each.padStart(2, "0")));
  const iso = `${[year, ...date!].join("-")}T${time!.join(":")}`;
  const parsed = new Date(`${iso}Z`);
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(iso)) return text;
  const offset = zone.replace(":", "");
  const places = fraction.slice(0, 10).replace(/\.?0*$/, "");
  return `${iso.replace("T", " ")}${places} ${/^Z|0000$/.test(offset) ? "+0000 UTC" : `${offset} ${offset}`}`;
}

/** @throws Error if an alias leads back to what contains it. */
function refuseCycles(value: unknown, outer: unknown[] = []): void {
  if (typeof value !== "object" || value === null) return;
  if (outer.includes(value)) throw new Error("has a value that contains itself");
  for (const each of Object.values(value)) refuseCycles(each, [...outer, value]);
}
