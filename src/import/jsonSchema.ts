import type { ErrorObject, ValidateFunction } from "ajv";
import type { SourceFile } from "./sourceFile";

/** For schemas of others', which need not be as strict as the library wants; errors tell the schema's part that failed. */
export const AJV_OPTIONS = { strict: false, allErrors: true, verbose: true, logger: false } as const;

/** Checks a file against the schema of its kind. @throws Failure that names the line, the key and what is allowed. */
export function checkSchema(
  file: SourceFile,
  validate: ValidateFunction,
  value: unknown,
  help: string,
): void {
  if (validate(value)) return;
  const error = mostTelling(validate.errors!);
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  if (error.keyword === "additionalProperties") {
    const key = (error.params as { additionalProperty: string }).additionalProperty;
    const { properties = {} } = error.parentSchema as { properties?: object };
    const allowed = Object.keys(properties);
    const near =
      allowed.length > MANY ? allowed.filter((each) => each[0] === key[0]?.toLowerCase()) : allowed;
    const list = near.length ? `: ${near.join(", ")}${near.length < allowed.length ? ", …" : ""}` : "";
    throw file.problem([...path, key], `is not allowed here. Allowed are${list || " others"}. See ${help}`);
  }
  if (error.propertyName !== undefined)
    throw file.problem([...path, error.propertyName], `is a name that ${error.message}. See ${help}`);
  throw file.problem(path, `${error.message}${shownParams(error)}. See ${help}`);
}

/** More keys than a message lists. */
const MANY = 20;

/** Of alternatives, all of which have failed, the error that lies deepest: the one that was meant. */
function mostTelling(errors: ErrorObject[]): ErrorObject {
  const depth = ({ instancePath, keyword }: ErrorObject) =>
    2 * instancePath.split("/").length +
    Number(keyword === "additionalProperties") -
    Number(keyword === "oneOf");
  return errors.reduce((best, each) => (depth(each) > depth(best) ? each : best));
}

const shownParams = ({ keyword, params }: ErrorObject) =>
  keyword === "enum" ? `: ${(params as { allowedValues: unknown[] }).allowedValues.join(", ")}` : "";
