import type * as pulumi from "@pulumi/pulumi";
import { labels } from "../../program/labels";

/**
 * Tags everything that AWS can tag: Pulumi's classes list all inputs that a resource could have, even those that are not
 * set.
 */
export const withTags: pulumi.ResourceTransformation = ({ props, opts }) =>
  "tags" in props ? { props: { ...props, tags: { ...labels(), ...props["tags"] } }, opts } : undefined;
