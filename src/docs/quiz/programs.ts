import { capital } from "../../report/answer/words";
import { realOnes } from "../../program/resources";
import { enumerate } from "../../visuals/words";
import type { ItemFidelity, MatrixItem } from "../../workload/fidelity";
import { numbersTo, titlesOf } from "./options";
import type { Answering, Material } from "./question";

/*
 * Kinds of questions on what the programs make, and how faithfully that expresses the contract.
 */

type Level = ItemFidelity["level"];
type Plans = Material["plans"];

/** The one orchestrator that expresses an item at a level; all others express it at another. */
export const whichExpresses =
  (item: MatrixItem, level: Level): Answering =>
  ({ plans }) => {
    const only = oneOf(
      plans.filter(({ fidelity }) => fidelity[item].level === level),
      `express ${item} at the level ${level}`,
    );
    return {
      options: titlesOf(plans),
      right: only.title,
      because: `${effects([only], item)} ${levels(plans, item, level)}`,
    };
  };

/** How many orchestrators express an item at one of these levels. */
export const howManyExpress =
  (item: MatrixItem, wanted: Level[]): Answering =>
  ({ plans }) => {
    const found = plans.filter(({ fidelity }) => wanted.includes(fidelity[item].level));
    const options = numbersTo(plans.length);
    return { options, right: options[found.length]!, because: levels(plans, item) };
  };

/** The one program that creates the most resources. */
export const whichCreatesMost: Answering = ({ plans }) => {
  const sorted = plans
    .map(({ title, resources }) => ({ title, number: realOnes(resources).length }))
    .sort((a, b) => b.number - a.number);
  const most = oneOf(
    sorted.filter(({ number }) => number === sorted[0]!.number),
    "create the most resources",
  );
  return {
    options: titlesOf(plans),
    right: most.title,
    because: `Resources: ${enumerate(sorted.map(({ title, number }) => `${number} on ${title}`))}.`,
  };
};

/** The one orchestrator that replaces all running instances when there are to be more of them. */
export const whichReplacesRunning: Answering = ({ scaled }) => {
  const { title, restarts } = oneOf(
    scaled.filter((each) => each.restarts.instances === "all"),
    "replace running instances",
  );
  return { options: titlesOf(scaled), right: title, because: `${capital(restarts.because)}.` };
};

/** @throws Error unless there is one. */
function oneOf<Item extends { title: string }>(found: Item[], what: string): Item {
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new Error(`${enumerate(titlesOf(found)) || "none of them"} ${what}`);
}

/** What becomes of an item, in the orchestrators' words. */
const effects = (plans: Plans, item: MatrixItem) =>
  plans
    .map(({ title, fidelity }) => `${title}: ${fidelity[item].effect ?? "it has just that"}.`)
    .join(" ");

/** E.g. "Native: A and B. Unsupported: C." */
function levels(plans: Plans, item: MatrixItem, except?: Level): string {
  const order: Level[] = ["native", "approximated", "unsupported"];
  return order
    .filter((level) => level !== except)
    .flatMap((level) => {
      const titles = titlesOf(plans.filter(({ fidelity }) => fidelity[item].level === level));
      return titles.length ? [`${capital(level)}: ${enumerate(titles)}.`] : [];
    })
    .join(" ");
}
