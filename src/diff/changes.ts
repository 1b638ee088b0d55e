import diff from "microdiff";
import type { PlannedResource, PropertyChange, ResourceChange } from "../program/resources";
import { readable } from "./readable";

/**
 * What differs between two plans. A resource is the same as the one with its type and name in the other plan.
 * @param itemNames see `Orchestrator`.
 */
export function compare(
  before: PlannedResource[],
  after: PlannedResource[],
  itemNames: string[],
): ResourceChange[] {
  const former = new Map(before.map((each) => [keyOf(each), each]));
  const latter = new Map(after.map((each) => [keyOf(each), each]));
  const removed = before.filter((each) => !latter.has(keyOf(each)));
  return [
    ...removed.map(({ type, name }) => ({ type, name, kind: "removed" as const, properties: [] })),
    ...after.flatMap((each): ResourceChange[] => {
      const { type, name } = each;
      const earlier = former.get(keyOf(each));
      if (!earlier) return [{ type, name, kind: "added", properties: [] }];
      const properties = compareInputs(earlier.inputs, each.inputs, itemNames);
      return properties.length ? [{ type, name, kind: "changed", properties }] : [];
    }),
  ];
}

const keyOf = ({ type, name }: PlannedResource) => `${type} ${name}`;

function compareInputs(
  before: PlannedResource["inputs"],
  after: PlannedResource["inputs"],
  itemNames: string[],
): PropertyChange[] {
  const readings = [readable(before, itemNames), readable(after, itemNames)] as const;
  const secrets = readings.flatMap((each) => each.secrets);
  return diff(readings[0].value, readings[1].value).map((difference) => {
    const path = difference.path.join(".");
    // What is added or removed as a whole can contain a secret, too.
    const secret = secrets.some((each) => isWithin(path, each) || isWithin(each, path));
    if (secret) return { path, secret };
    return {
      path,
      ...(difference.type !== "CREATE" && { before: difference.oldValue as unknown }),
      ...(difference.type !== "REMOVE" && { after: difference.value as unknown }),
      secret,
    };
  });
}

const isWithin = (path: string, outer: string) => path === outer || path.startsWith(`${outer}.`);
