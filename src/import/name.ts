import type { Draft } from "./draft";
import { LONGEST_NAME } from "../workload/schema";

/** Takes the name of a source, as far as it can be one of a workload. */
export function takeName(draft: Draft, from: string, name: string): void {
  const fitting = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, "");
  if (!fitting)
    return draft.lose(`${from}, its name`, "has no letter: podium- and the stack's name are used");
  const approximately = fitting === name ? undefined : `${name} there`;
  draft.take(from, "name", fitting, { approximately });
}
