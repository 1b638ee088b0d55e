// What a dynamic provider might refer to. Each function returns true, or a promise of it, if that works.
import { access } from "node:fs/promises";
import * as path from "node:path";
import util from "node:util";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { reasonOf } from "../../../src/common/reason";
import { changedKeys, unfinished } from "../../../src/orchestrators/dynamic";
import { pause } from "./pause";

const PATTERN = /^a$/i;
const LIMITS = { seconds: [1, 2] };
const NAMES = new Set(["a"]);
let count = 0;
const increase = () => ++count;
class Refusal extends Error {
  status = 404;
}

export const functionFromAnotherModule = () => reasonOf(new Error("a")) === "a";
export const constants = () => PATTERN.test("A") && LIMITS.seconds[1] === 2;
export const namedImportFromNode = () => isDeepStrictEqual({ a: [1] }, { a: [1] });
export const namespaceImportFromNode = () => path.basename("/a/b") === "b";
export const sharedHelpers = () =>
  changedKeys({ a: [1], b: 1 }, { a: [1], b: 2 }, "a", "b").join() === "b" &&
  JSON.stringify(unfinished("/a", { b: 1 }, new Error("c"))) ===
    '{"id":"/a","properties":{"b":1},"reasons":["c"]}';

export const defaultImportFromNode = () => util.isDeepStrictEqual(1, 1);
/** Compiled, both modules have the name `import_promises`, each in its own file. */
export const modulesOfTheSameName = () =>
  pause()
    .then(() => access("/"))
    .then(() => true);
export const importFromPackage = () => parse("a") === "a";
export const set = () => NAMES.has("a");
export const variableThatChanges = () => {
  const before = count;
  increase();
  return count === before + 1;
};
export const classWithFields = () => new Refusal("a").status === 404;
export const classThatExtendsError = () => new Refusal("a").message === "a";
