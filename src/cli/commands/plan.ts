import colours from "picocolors";
import { type ItemFidelity, MATRIX, type MatrixItem } from "../../workload/fidelity";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import { type Concepts, CONCEPTS } from "../../orchestrators/orchestrator";
import { type Plan, planStacks } from "../../plan";
import type { PlannedResource } from "../../plan/record";
import { count, heading, table } from "../table";

const SIGNS: Record<ItemFidelity["level"], string> = {
  native: colours.green("●"),
  approximated: colours.yellow("◐"),
  unsupported: colours.red("○"),
};
const LEGEND = `${SIGNS.native} native   ${SIGNS.approximated} approximated   ${SIGNS.unsupported} unsupported`;

/** Shows the programs' resources, words and fidelity side by side; one alone in full. */
export async function plan(names: OrchestratorName[], { json }: { json?: boolean }): Promise<void> {
  const plans = await planStacks(names.length ? names : ORCHESTRATOR_NAMES);
  if (json) console.log(JSON.stringify(plans, null, 2));
  else console.log(plans.length === 1 ? inFull(plans[0]!) : sideBySide(plans));
}

/** The comparison of several plans, as text for a terminal. */
export function sideBySide(plans: Plan[]): string {
  return [
    heading("The same things, in each orchestrator's words"),
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
        ...plans.map(({ fidelity }) => SIGNS[fidelity[item].level]),
      ]),
    ),
    heading("What each program makes"),
    table(
      ["", "resources", ""],
      plans.map(({ name, resources }) => [
        name,
        String(realOnes(resources).length),
        summary(realOnes(resources)),
      ]),
      [16, 10, 84],
    ),
    `\n${colours.dim("podium plan NAME tells the properties and the effects. Nothing was deployed.")}`,
  ].join("\n");
}

function inFull({ title, concepts, resources, fidelity }: Plan): string {
  return [
    heading(`${title}: ${count(realOnes(resources).length, "resource")}`),
    ...realOnes(resources).map(({ type, name }) => `  ${type}  ${colours.dim(name)}`),
    heading("In its own words"),
    ...(Object.keys(CONCEPTS) as (keyof Concepts)[]).map(
      (key) => `  ${CONCEPTS[key].padEnd(33)} ${concepts[key]}`,
    ),
    heading(`Fidelity   ${LEGEND}`),
    ...(Object.keys(MATRIX) as MatrixItem[]).flatMap((item) => itemLines(item, fidelity[item])),
  ].join("\n");
}

function itemLines(item: MatrixItem, declared: ItemFidelity): string[] {
  const label = `  ${SIGNS[declared.level]} ${MATRIX[item].padEnd(23)} `;
  if (declared.level === "unsupported") return [label + colours.dim(declared.effect)];
  const where = `${label}${kindOf(declared.property.type)} ${declared.property.path}`;
  return declared.effect ? [where, colours.dim(" ".repeat(28) + declared.effect)] : [where];
}

/** `kubernetes:apps/v1:Deployment` is a Deployment. */
function kindOf(type: string): string {
  const [first, second, third] = type.split(":");
  return second === "providers" ? `provider ${third}` : (third ?? first ?? type);
}

/** Components only group resources: there is nothing of them on an engine. */
const realOnes = (resources: PlannedResource[]) =>
  resources.filter(({ type }) => !type.startsWith("podium:"));

/** E.g. "Vpc, Subnet ×2". */
function summary(resources: PlannedResource[]): string {
  const kinds = resources.map(({ type }) => kindOf(type));
  return [...new Set(kinds)]
    .map((kind) => [kind, kinds.filter((each) => each === kind).length] as const)
    .map(([kind, number]) => (number === 1 ? kind : `${kind} ×${number}`))
    .join(", ");
}
