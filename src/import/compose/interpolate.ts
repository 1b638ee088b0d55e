import { Failure } from "../../common/errors";
import { isSecretName, type Secrets } from "../secrets";

/** Values of variables, by name. */
export type Lookup = (name: string) => string | undefined;

/** What interpolation has met. */
export interface Met {
  secrets: Secrets;
  /** Variables that are not set, and have no default: they become empty text. */
  missing: Set<string>;
}

const NAME = /^[_a-zA-Z][_a-zA-Z0-9]*/;

/**
 * Replaces the variables in a text as Compose does: `$NAME`, `${NAME}`, defaults, required values, and `$$` for a dollar sign.
 * https://docs.docker.com/reference/compose-file/interpolation/
 *
 * No library on npm has these rules: a shell's have others, and those of .env files have no `${NAME:?error}`.
 * @throws Failure that names a required variable which is not set, or a substitution that is none.
 */
export function interpolate(text: string, lookup: Lookup, met: Met): string {
  let result = "";
  for (let rest = text; rest;) {
    const dollar = rest.indexOf("$");
    if (dollar < 0) return result + rest;
    result += rest.slice(0, dollar);
    rest = rest.slice(dollar + 1);
    if (rest.startsWith("$")) {
      result += "$";
      rest = rest.slice(1);
    } else if (rest.startsWith("{")) {
      const end = endOf(rest);
      result += braced(rest.slice(1, end), lookup, met);
      rest = rest.slice(end + 1);
    } else {
      const [name] = NAME.exec(rest) ?? [];
      result += name === undefined ? "$" : valueOf(name, lookup, met);
      rest = rest.slice(name?.length ?? 0);
    }
  }
  return result;
}

/** The index of the brace that closes the one at the beginning. */
function endOf(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "}" && --depth === 0) return index;
    // A brace that opens without a dollar sign is text.
    if (text[index] === "{" && (index === 0 || text[index - 1] === "$")) depth++;
  }
  throw new Failure("has ${ without }: write $$ for a dollar sign");
}

function braced(text: string, lookup: Lookup, met: Met): string {
  const [name] = NAME.exec(text) ?? [];
  const [, operator, operand = ""] = /^(:?[-?+])(.*)$/s.exec(text.slice(name?.length ?? 0)) ?? [];
  if (name === undefined || (!operator && text !== name))
    throw new Failure(
      `has a substitution that Compose does not know: \${NAME}, and \${NAME…} with :-, -, :?, ?, :+ or + are allowed`,
    );
  if (!operator) return valueOf(name, lookup, met);
  const value = lookup(name);
  const isSet = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator.endsWith("+")) return isSet ? interpolate(operand, lookup, met) : "";
  if (isSet) return valueOf(name, lookup, met);
  if (operator.endsWith("?")) {
    const reason = interpolate(operand, lookup, met);
    const shown = met.secrets.isIn(reason) ? "[secret]" : reason;
    throw new Failure(
      `requires the variable ${name}${shown && `: ${shown}`}. Set it in the environment or in .env`,
    );
  }
  const fallback = interpolate(operand, lookup, met);
  if (isSecretName(name)) met.secrets.add(fallback);
  return fallback;
}

function valueOf(name: string, lookup: Lookup, { secrets, missing }: Met): string {
  const value = lookup(name);
  if (value === undefined) missing.add(name);
  else if (isSecretName(name)) secrets.add(value);
  return value ?? "";
}
