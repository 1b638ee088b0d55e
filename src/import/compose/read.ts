import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Ajv from "ajv";
import { Failure, WrongUsage } from "../../common/errors";
import { once } from "../../common/once";
import { isObject } from "../../workload/values";
import { AJV_OPTIONS, checkSchema } from "../jsonSchema";
import { Secrets } from "../secrets";
import { readSourceFile, type SourceFile } from "../sourceFile";
import schema from "./compose-spec.json";
import { readEnvFile } from "./envFile";
import { interpolate, type Lookup, type Met } from "./interpolate";
import { asList, mergeService } from "./merge";

/** A service of a Compose file, complete: variables have their values, and what it extends is in it. */
export interface ComposeService {
  name: string;
  file: SourceFile;
  value: Record<string, unknown>;
  /** The file's other keys, as they are written. */
  others: Record<string, unknown>;
  met: Met;
  lookup: Lookup;
}

const HELP = "https://docs.docker.com/reference/compose-file/services/";

/** The Compose specification's own schema: see README.md. Its dialect is draft 7, whose name it spells differently. */
const validator = once(async () => {
  const { $schema: _, ...rules } = schema;
  return new Ajv(AJV_OPTIONS).compile(rules);
});

/**
 * Reads one service of a Compose file.
 * @param secrets collects values that are known to be secret.
 * @throws WrongUsage if there are several services and none is named, or if there is none of that name.
 * @throws Failure that names file, line and key, if the file is no valid Compose file.
 */
export async function readCompose(
  file: SourceFile,
  wanted: string | undefined,
  secrets: Secrets,
): Promise<ComposeService> {
  const { services, include, ...others } = file.value;
  if (include !== undefined)
    throw file.problem(
      ["include"],
      "is of other files. Merge them: docker compose config --output merged.yaml, and import that",
    );
  const names = isObject(services) ? Object.keys(services) : [];
  if (isObject(services) && !names.length) throw file.problem(["services"], "has no service. Add one");
  const name = wanted ?? (names.length === 1 ? names[0]! : "");
  const choose = `Add --service NAME, one of ${names.join(", ")}`;
  if (isObject(services) && !Object.hasOwn(services, name))
    throw new WrongUsage(
      wanted === undefined
        ? `${file.path} has ${names.length} services, and Podium runs one. ${choose}`
        : `${file.path} has no service ${wanted}. ${choose}`,
    );
  const met: Met = { secrets, missing: new Set() };
  const lookup = lookupBeside(file.path, met);
  const value = await resolved(file, name, { lookup, met, path: [] });
  const { [name]: _, ...siblings } = services as Record<string, unknown>;
  return { name, file, value, others: { ...others, services: siblings }, met, lookup };
}

/** The environment, and below it the file `.env` beside the Compose file. */
function lookupBeside(path: string, met: Met): Lookup {
  // Not what every object has, such as `constructor`.
  const environment: Lookup = (name) => (Object.hasOwn(process.env, name) ? process.env[name] : undefined);
  const file = join(dirname(path), ".env");
  if (!existsSync(file)) return environment;
  const values = readEnvFile(readFileSync(file, "utf8"), file, environment, met);
  return (name) => environment(name) ?? values.get(name);
}

interface Resolution {
  lookup: Lookup;
  met: Met;
  /** The services that extend this one, to notice circles. */
  path: string[];
}

/** A service with its variables replaced, over the one that it extends. */
async function resolved(
  file: SourceFile,
  name: string,
  context: Resolution,
): Promise<Record<string, unknown>> {
  const { lookup, met, path } = context;
  const services = file.value["services"] as Record<string, unknown> | undefined;
  const own = isObject(services) ? services[name] : undefined;
  const replaced = interpolated(own, ["services", name], { file, lookup, met });
  const document = isObject(services)
    ? { ...file.value, services: { ...services, [name]: replaced } }
    : file.value;
  checkSchema(file, await validator(), document, HELP);
  const { extends: extended, ...value } = replaced as Record<string, unknown>;
  if (extended === undefined) return value;
  const base =
    typeof extended === "string" ? { service: extended } : (extended as { service: string; file?: string });
  const other = base.file === undefined ? file : readSourceFile(join(dirname(file.path), base.file));
  const id = `${other.path}: ${base.service}`;
  const at = ["services", name, "extends"];
  if (path.includes(id)) throw file.problem(at, "leads back to itself");
  if (!Object.hasOwn((other.value["services"] ?? {}) as object, base.service))
    throw file.problem(at, `is of ${base.service}, which ${other.path} does not have`);
  const below = await resolved(other, base.service, { ...context, path: [...path, id] });
  if (other !== file) relocate(below, dirname(other.path));
  return mergeService(below, value);
}

/** Paths of environment files are relative to the file that has them. */
function relocate(service: Record<string, unknown>, folder: string): void {
  const moved = (path: string) => resolve(folder, path);
  const given = service["env_file"];
  if (given === undefined) return;
  service["env_file"] = asList(given).map((each) =>
    isObject(each) ? { ...each, path: moved(String(each["path"])) } : moved(String(each)),
  );
}

/** Values only, not keys. */
function interpolated(
  value: unknown,
  path: (string | number)[],
  context: { file: SourceFile; lookup: Lookup; met: Met },
): unknown {
  if (Array.isArray(value)) return value.map((each, index) => interpolated(each, [...path, index], context));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, interpolated(each, [...path, key], context)]),
    );
  if (typeof value !== "string") return value;
  try {
    return interpolate(value, context.lookup, context.met);
  } catch (error) {
    if (error instanceof Failure) throw context.file.problem(path, error.message);
    throw error;
  }
}
