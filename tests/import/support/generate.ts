import fc from "fast-check";

/** A JSON Schema, as far as those of Compose and Score go. */
interface Node {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  oneOf?: Node[];
  anyOf?: Node[];
  allOf?: Node[];
  properties?: Record<string, Node>;
  patternProperties?: Record<string, Node>;
  additionalProperties?: boolean | Node;
  required?: string[];
  items?: Node;
  uniqueItems?: boolean;
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

/** Text that means something to some key, so that not every file is refused. */
const TELLING = [
  "8080",
  "80:8081",
  "127.0.0.1:80:3000/tcp",
  "10s",
  "1m30s",
  "64m",
  "0.5",
  "3",
  "1000:0",
  "root",
  "true",
  "no",
  "0755",
  "2026-01-02",
  "CMD",
  "NONE",
  "curl -f http://localhost:8080/health || exit 1",
  "/tmp:size=64m",
  "./data:/data",
  "data:/data",
  "/cache",
  "NAME=value",
  "A=b # c",
  "$$HOME",
  "${UNSET_BY_TESTS:-default}",
  "${metadata.name}",
  "${resources.db.host}",
  "start-first",
  "rollback",
  "null",
  "~",
  "",
  "a: b\n- c",
  "[x]",
];

const NAME = fc.oneof(
  fc.constantFrom("LEVEL", "DB_PASSWORD", "PORT", "a.b", "null", "x-1", "web", "__proto__", "no"),
  fc.stringMatching(/^[a-z][a-z0-9-]{1,12}[a-z0-9]$/),
);

/** Objects and lists below this depth are empty where they may be. */
const DEEPEST = 5;

/**
 * Values that match a schema, or nearly: what alternatives exclude each other, for one, is for the caller to filter.
 * @param overrides arbitraries for definitions and keys, by path: `service.image`.
 */
export function matching(
  root: object,
  overrides: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<unknown> {
  const resolve = (reference: string): [Node, string] => {
    const path = reference.split("/").slice(1);
    return [path.reduce((outer, key) => (outer as Record<string, object>)[key]!, root) as Node, path.at(-1)!];
  };

  const arbitrary = (node: Node, name: string, depth: number): fc.Arbitrary<unknown> => {
    if (overrides[name]) return overrides[name];
    if (node.$ref) return arbitrary(...resolve(node.$ref), depth);
    const variants = node.oneOf ?? (node.properties ? undefined : node.anyOf);
    if (variants && !node.properties)
      return fc.oneof(...variants.map((each) => arbitrary(each, name, depth)));
    if (node.allOf) return arbitrary(node.allOf.at(-1)!, name, depth);
    if (node.enum) return fc.constantFrom(...node.enum);
    const types = node.type === undefined ? [node.properties ? "object" : "string"] : [node.type].flat();
    return fc.oneof(...types.map((type) => ofType(node, type, name, depth)));
  };

  const ofType = (node: Node, type: string, name: string, depth: number): fc.Arbitrary<unknown> => {
    const { minimum = 0, maximum = 70_000 } = node;
    if (type === "null") return fc.constant(null);
    if (type === "boolean") return fc.boolean();
    if (type === "integer") return fc.integer({ min: minimum, max: maximum });
    if (type === "number") return fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0.5, 1.25));
    if (type === "array") {
      const items = node.items ? arbitrary(node.items, `${name}[]`, depth + 1) : fc.string();
      const maxLength = depth > DEEPEST ? 0 : 3;
      return node.uniqueItems
        ? fc.uniqueArray(items, { maxLength, selector: (each) => JSON.stringify(each) })
        : fc.array(items, { maxLength });
    }
    if (type === "object") return object(node, name, depth);
    return node.pattern
      ? fc.stringMatching(new RegExp(node.pattern))
      : fc.oneof(fc.constantFrom(...TELLING), fc.string({ maxLength: 12 }));
  };

  const object = (node: Node, name: string, depth: number): fc.Arbitrary<unknown> => {
    const known = Object.entries(node.properties ?? {}).filter(
      ([key]) => depth <= DEEPEST || node.required?.includes(key),
    );
    // A few of many keys, or most would be refused for one that is wrong.
    const some = fc.subarray(
      known.map(([key]) => key),
      { maxLength: Math.min(4, known.length) },
    );
    const more =
      typeof node.additionalProperties === "object"
        ? node.additionalProperties
        : Object.entries(node.patternProperties ?? {}).find(([pattern]) => pattern !== "^x-")?.[1];
    return some.chain((chosen) => {
      const keys = known.filter(([key]) => chosen.includes(key) || node.required?.includes(key));
      const fixed = fc.record(
        Object.fromEntries(keys.map(([key, each]) => [key, arbitrary(each, `${name}.${key}`, depth + 1)])),
      );
      const free = more
        ? fc.array(fc.tuple(NAME, arbitrary(more, `${name}.*`, depth + 1)), {
            maxLength: depth > DEEPEST ? 0 : 3,
          })
        : fc.constant([]);
      return fc
        .tuple(fixed, free)
        .map(([one, other]) => Object.fromEntries([...other, ...Object.entries(one)]) as object);
    });
  };

  return arbitrary(root as Node, "", 0);
}
