import { readFileSync } from "node:fs";
import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import { givenImage } from "../image/given";
import { NOWHERE, placeOf, type Places, withPlaces } from "../workload/places";
import { InvalidConfig, keyOfPart, type Problem } from "../workload/problems";
import { parseWorkload } from "../workload/schema";
import { isObject } from "../workload/values";
import { parseText, toText } from "./configFile";
import { fileProblems } from "./fileProblems";
import { shownFile, workloadFile } from "./workloadPath";
import { NotYaml, readYaml, type Yaml } from "./yaml";

/** Values of the contract by key, without the prefix `podium:`. */
export type Values = Record<string, unknown>;

/** A stack's values, completed with those of the workload file. */
export interface Completed {
  values: Values;
  /** Where those of the file are. */
  places: Places;
}

/**
 * A stack's values over those of the workload file, key by key, and part by part where both have parts. A variable that
 * the stack has among its secrets is not taken from the file.
 * @throws what `readWorkloadFile` does.
 */
export function overWorkloadFile(stack: Values): Completed {
  const file = readWorkloadFile();
  if (!file) return { values: stack, places: NOWHERE };
  const values = { ...file.values, ...stack };
  const places = new Map(file.places);
  for (const [key, own] of Object.entries(stack)) {
    places.delete(keyOfPart(`podium:${key}`, []));
    const below = file.values[key];
    if (!isObject(below) || !isObject(own)) continue;
    values[key] = { ...below, ...own };
    for (const part of Object.keys(own)) places.delete(keyOfPart(`podium:${key}`, [part]));
  }
  const { env, secrets } = values;
  if (isObject(env) && isObject(secrets)) {
    const hidden = (name: string) =>
      Object.hasOwn(secrets, name) && places.has(keyOfPart("podium:env", [name]));
    values["env"] = Object.fromEntries(Object.entries(env).filter(([name]) => !hidden(name)));
  }
  return { values, places };
}

/**
 * Reads the workload file, as Pulumi reads a stack's configuration: people copy values from one to the other, and they
 * should mean the same.
 * @returns its values, which are right by themselves; undefined if there is no such file.
 * @throws InvalidConfig that names the line of each problem, or Failure if it is not YAML or cannot be read.
 */
export function readWorkloadFile(): Completed | undefined {
  const path = workloadFile();
  if (path === undefined) return undefined;
  const file = shownFile(path);
  const { value, lineOf } = parse(path, file);
  const content = value ?? {};
  if (!isObject(content)) throw new Failure(`${file} must be a map of keys, such as replicas: 2`);
  const given = content as Values;
  const values = asConfigured(given);
  const places = new Map(
    pathsIn(values).map(([key, ...part]) => [
      keyOfPart(`podium:${key}`, part),
      { file, line: lineOf([key, ...part]) },
    ]),
  );
  withPlaces(places, () => check(given, values));
  return { values, places };
}

function parse(path: string, file: string): Yaml {
  try {
    return readYaml(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof NotYaml)
      throw new Failure(
        `${file}, line ${error.line}: ${error.isRepeatedKey ? "repeats a key" : "is not YAML"}`,
      );
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(`${file} ${code ? `cannot be read: ${code}` : reasonOf(error)}`);
  }
}

/** Values as a stack's configuration would have them: numbers and booleans are text, apart from those in an object. */
const asConfigured = (given: Values): Values =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [key, parseText(toText(value))]));

/** Keys, and keys with their parts: no part has parts. */
const pathsIn = (values: Values): [string, ...string[]][] =>
  Object.entries(values).flatMap(([key, value]): [string, ...string[]][] => [
    [key],
    ...(isObject(value) ? Object.keys(value).map((part): [string, string] => [key, part]) : []),
  ]);

/** @throws InvalidConfig that lists the problems in the order in which they are in the file. */
function check(given: Values, values: Values): void {
  const problems = fileProblems(given);
  const named = new Set(problems.map(({ key }) => key));
  const { image, ...others } = Object.fromEntries(
    Object.entries(values).filter(([key]) => !named.has(`podium:${key}`)),
  );
  // Names and ports of their own are what stacks differ in.
  const checks = [
    () => parseWorkload({ name: "podium", publicPort: 8080, ...others }),
    () => image === undefined || givenImage(image),
  ];
  problems.push(...checks.flatMap(problemsOf).filter(({ key }) => !named.has(key)));
  const lineOf = ({ key }: Problem) => placeOf(key)?.line ?? 0;
  problems.sort((one, other) => lineOf(one) - lineOf(other));
  if (problems.length) throw new InvalidConfig(problems);
}

function problemsOf(action: () => unknown): Problem[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
}
