import { parseDocument, type ScalarTag, type TagId } from "yaml";

/**
 * Reads YAML as Pulumi does, which is neither YAML 1.1 nor 1.2: `0755` is 493, `1_000` is 1000, and a date becomes the
 * text of a time, but `yes` stays text. Pulumi uses https://github.com/go-yaml/yaml/blob/v3/resolve.go.
 * @returns numbers as numbers, apart from integers that these cannot hold exactly, which are bigint.
 * @throws Error, without any value, if it is not YAML or if a value contains itself.
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { schema: "failsafe", merge: true, customTags: withScalars });
  const [error] = document.errors;
  if (error) throw new Error(`is not YAML${error.linePos ? ` (line ${error.linePos[0].line})` : ""}`);
  const value: unknown = document.toJS();
  refuseCycles(value);
  return value;
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
