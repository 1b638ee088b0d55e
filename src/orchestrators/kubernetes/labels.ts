import { labels } from "../../program/labels";
import type { Workload } from "../../workload/workload";

/** By which the workload's pods are found. It never changes: a Deployment's selector cannot. */
export const selectorOf = ({ name }: Workload) => ({ "app.kubernetes.io/name": name });

/**
 * What every object says of itself, in Kubernetes' own words where it has some.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function labelsOf(workload: Workload): Record<string, string> {
  const { "managed-by": manager, ...others } = labels();
  const known = { ...selectorOf(workload), "app.kubernetes.io/managed-by": manager! };
  const values = Object.entries(others).map(([key, value]) => [key, labelValue(value)] as const);
  return { ...known, ...Object.fromEntries(values) };
}

/** A value has at most 63 characters, and begins and ends with a letter or a digit; names of stacks are freer. */
const labelValue = (text: string) => text.slice(0, 63).replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "");
