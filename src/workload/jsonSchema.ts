import { z } from "zod";
import { DESCRIPTIONS } from "./keys";
import { DEFAULTS } from "./defaults";
import { RULES } from "./schema";

/** The schema of the workload file, in the project's root. */
export const SCHEMA_FILE = "podium.schema.json";

type Node = z.core.JSONSchema.JSONSchema;

/** The rules for each value; an image's name has more of its own. */
const FILE = z
  .strictObject({ image: z.string().regex(/@sha256:[\da-f]{64}$/), ...RULES })
  .omit({ publicPort: true, secrets: true, registryCredentials: true })
  .partial();

/**
 * The JSON Schema of the workload file, by which editors complete and check it. Made from the contract; what a JSON Schema
 * cannot express, such as that a timeout must not exceed its interval, is left to the check. Draft 7, since some editors
 * know no later one: https://www.npmjs.com/package/yaml-language-server
 */
export function workloadFileSchema(): Node {
  const schema = z.toJSONSchema(FILE, { target: "draft-7", unrepresentable: "any" }) as Node;
  const title = "The workload, for all stacks of Podium";
  return { ...schema, title, properties: annotated(schema.properties!, DEFAULTS) };
}

type Nodes = NonNullable<Node["properties"]>;

function annotated(properties: Nodes, defaults: object, outer = ""): Nodes {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const key = outer + name;
      const { required, ...rules } = property as Node;
      const value = (defaults as Record<string, unknown>)[name];
      const described = { description: DESCRIPTIONS[key], ...rules };
      const withParts = ({ required, ...variant }: Node): Node =>
        variant.properties
          ? {
              ...variant,
              properties: annotated(variant.properties, value ?? {}, `${key}.`),
              // A part that is missing has its default.
              ...(!value && { required }),
            }
          : variant;
      if (rules.anyOf) return [name, { ...described, anyOf: (rules.anyOf as Node[]).map(withParts) }];
      if (rules.properties) return [name, withParts({ ...described, required })];
      return [name, { ...described, ...(isScalar(value) && { default: value }) }];
    }),
  );
}

const isScalar = (value: unknown) => value !== undefined && typeof value !== "object";
