import type * as pulumi from "@pulumi/pulumi";
import { labels } from "../../program/labels";

/**
 * Tags whatever AWS lets be tagged: Pulumi's classes name all inputs that a resource could have, those that are not set
 * included.
 */
export const withTags: pulumi.ResourceTransformation = ({ props, opts }) =>
  "tags" in props ? { props: { ...props, tags: { ...labels(), ...props["tags"] } }, opts } : undefined;
