import { isObject } from "../../workload/values";

/**
 * Replaces `${metadata.…}` in a text, and `$$` by a dollar sign.
 * https://docs.score.dev/docs/score-specification/score-spec-reference/
 * @returns also what could not be resolved, such as `resources.db.host`, which only a platform can.
 */
export function resolve(text: string, metadata: object): { value: string; unresolved: string[] } {
  const unresolved: string[] = [];
  const value = text.replace(/\$(?:\$|\{([^}]*)\})/g, (all, reference: string | undefined) => {
    if (reference === undefined) return "$";
    const [first, ...keys] = reference.split(".");
    const found = keys.reduce<unknown>(
      (outer, key) => (isObject(outer) && Object.hasOwn(outer, key) ? outer[key] : undefined),
      first === "metadata" && keys.length ? metadata : undefined,
    );
    if (found !== undefined && typeof found !== "object") return String(found);
    unresolved.push(reference);
    return all;
  });
  return { value, unresolved };
}
