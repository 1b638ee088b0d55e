import type * as pulumi from "@pulumi/pulumi";
import { labels } from "../../program/labels";
import { WORKLOAD_TAG } from "./names";

/** What everything that AWS can tag is tagged with. */
export const tagsOf = (workload: string): Record<string, string> => ({
  ...labels(),
  [WORKLOAD_TAG]: workload,
});

/**
 * Tags everything that AWS can tag: Pulumi's classes list all inputs that a resource could have, even those that are not
 * set.
 */
export const withTags =
  (workload: string): pulumi.ResourceTransformation =>
  ({ props, opts }) =>
    "tags" in props
      ? { props: { ...props, tags: { ...tagsOf(workload), ...props["tags"] } }, opts }
      : undefined;
