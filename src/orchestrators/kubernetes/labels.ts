import type { Output } from "@pulumi/pulumi";
import { labels } from "../../program/labels";
import type { Workload } from "../../workload/workload";
import { NAME_LABEL } from "./names";

/** The part of an object's metadata that all objects of a workload share. */
export interface InNamespace {
  namespace: Output<string>;
  labels: Record<string, string>;
}

/** Selects the workload's pods. It never changes, since a Deployment's selector is immutable. */
export const selectorOf = ({ name }: Workload) => ({ [NAME_LABEL]: name });

/**
 * The labels of every object, with the names that Kubernetes recommends where it has some.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function labelsOf(workload: Workload): Record<string, string> {
  const { "managed-by": manager, ...others } = labels();
  const known = { ...selectorOf(workload), "app.kubernetes.io/managed-by": manager! };
  const values = Object.entries(others).map(([key, value]) => [key, labelValue(value)] as const);
  return { ...known, ...Object.fromEntries(values) };
}

/** A value has at most 63 characters, and starts and ends with a letter or digit; a stack's name is less restricted. */
const labelValue = (text: string) => text.slice(0, 63).replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "");
