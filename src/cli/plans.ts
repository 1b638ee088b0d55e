import colours from "picocolors";
import { type Concepts, CONCEPTS } from "../orchestrators/orchestrator";
import type { Plan } from "../plan";
import { realOnes } from "../program/resources";
import { count, kindOf, kindsOf, SIGNS } from "../visuals/words";
import { type ItemFidelity, MATRIX, type MatrixItem } from "../workload/fidelity";
import { heading, table } from "./table";

const COLOURED: Record<ItemFidelity["level"], string> = {
  native: colours.green(SIGNS.native),
  approximated: colours.yellow(SIGNS.approximated),
  unsupported: colours.red(SIGNS.unsupported),
};
const LEGEND = `${COLOURED.native} native   ${COLOURED.approximated} approximated   ${COLOURED.unsupported} unsupported`;

/** Several plans side by side, as text for a terminal. @param costs what they cost, each in a line. */
export function sideBySide(plans: Plan[], costs: string[] = []): string {
  return [
    heading("The same concepts in each orchestrator's words"),
    table(
      ["", "instance", "controller", "endpoint", "update"],
      plans.map(({ title, concepts }) => [
        title,
        concepts.instance,
        concepts.controller,
        concepts.endpoint,
        concepts.update,
      ]),
      [26, 18, 20, 22, 24],
    ),
    heading(`How faithfully each expresses the contract   ${LEGEND}`),
    table(
      ["", ...plans.map(({ name }) => name)],
      (Object.keys(MATRIX) as MatrixItem[]).map((item) => [
        MATRIX[item],
        ...plans.map(({ fidelity }) => COLOURED[fidelity[item].level]),
      ]),
    ),
    heading("What each program creates"),
    table(
      ["", "resources", ""],
      plans.map(({ name, resources, problem }) => [
        name,
        String(realOnes(resources).length),
        problem ?? kindsOf(resources),
      ]),
      [16, 10, 84],
    ),
    ...costPart(costs),
    `\n${colours.dim("Run `podium plan NAME` for properties and effects. Nothing was deployed.")}`,
  ].join("\n");
}

/** Empty if nothing costs anything. */
const costPart = (costs: string[]): string[] =>
  costs.length ? [heading("What that costs (details: podium cost)"), ...costs] : [];

/** One plan in full, as text for a terminal. @param costs what it costs, if it does. */
export function inFull({ title, concepts, resources, fidelity }: Plan, costs: string[] = []): string {
  return [
    heading(`${title}: ${count(realOnes(resources).length, "resource")}`),
    ...realOnes(resources).map(({ type, name }) => `  ${type}  ${colours.dim(name)}`),
    ...costPart(costs),
    heading("In its own words"),
    ...(Object.keys(CONCEPTS) as (keyof Concepts)[]).map(
      (key) => `  ${CONCEPTS[key].padEnd(33)} ${concepts[key]}`,
    ),
    heading(`Fidelity   ${LEGEND}`),
    ...(Object.keys(MATRIX) as MatrixItem[]).flatMap((item) => itemLines(item, fidelity[item])),
  ].join("\n");
}

function itemLines(item: MatrixItem, declared: ItemFidelity): string[] {
  const label = `  ${COLOURED[declared.level]} ${MATRIX[item].padEnd(23)} `;
  if (declared.level === "unsupported") return [label + colours.dim(declared.effect)];
  const where = `${label}${kindOf(declared.property.type)} ${declared.property.path}`;
  return declared.effect ? [where, colours.dim(" ".repeat(28) + declared.effect)] : [where];
}
