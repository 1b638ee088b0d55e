import { Failure } from "../../common/errors";
import { interpolate, type Lookup, type Met } from "./interpolate";

/** `NAME=`, `NAME: ` or `NAME` alone, at the beginning of a line. */
const START = /[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][\w.-]*)[^\S\n]*(?:([=:])[^\S\n]*|(?=\n|#|$))/y;
const SINGLE = /'((?:\\'|[^'])*)'/y;
const DOUBLE = /"((?:\\.|[^"\\])*)"/sy;
/** Up to a comment, which follows a space. */
const PLAIN = /(?:[^\n#]|(?<=\S)#)*/y;
const END = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", $: "$$" };

/**
 * Reads a file of environment variables by the rules of Compose, which differ from those of libraries: variables are
 * interpolated except in single quotes, a name alone takes its value from the environment, and what is neither is an error.
 * https://docs.docker.com/reference/compose-file/services/#env_file-format
 * @returns undefined for a name alone.
 * @throws Failure that names the line, without its content.
 */
export function readEnvFile(
  text: string,
  file: string,
  lookup: Lookup,
  met: Met,
): Map<string, string | undefined> {
  const content = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const values = new Map<string, string | undefined>();
  // What stands above is known below.
  const known: Lookup = (name) => lookup(name) ?? values.get(name);
  let at = 0;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(content);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < content.length) {
    if (next(END)) continue;
    const line = content.slice(0, at).split("\n").length;
    const refuse = (rule: string): never => {
      throw new Failure(`${file}, line ${line}: ${rule}`);
    };
    const start = next(START) ?? refuse("is not NAME=VALUE, a comment or empty");
    const name = start![1]!;
    if (start![2] === undefined) values.set(name, undefined);
    else {
      const single = next(SINGLE);
      const double = single ? null : next(DOUBLE);
      if (!single && !double && /["']/.test(content[at] ?? "")) refuse("has a quote that does not end");
      try {
        if (single) values.set(name, single[1]!.replaceAll("\\'", "'"));
        else if (double) values.set(name, interpolate(unescaped(double[1]!), known, met));
        else values.set(name, interpolate(next(PLAIN)![0].trim(), known, met));
      } catch (error) {
        if (error instanceof Failure) refuse(`${name} ${error.message}`);
        throw error;
      }
    }
    if (!next(END)) refuse("has text after the closing quote");
  }
  return values;
}

const unescaped = (text: string) => text.replace(/\\(.)/gs, (all, char: string) => ESCAPES[char] ?? all);

/** Reads `NAME=VALUE` as it is, quotes and dollar signs included: the format `raw`. */
export function readRawEnvFile(text: string): Map<string, string | undefined> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() && !line.trimStart().startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [, name, value] = /^([^=]*)(?:=(.*))?$/s.exec(line)!;
      return [name!.trim(), value] as const;
    }),
  );
}
