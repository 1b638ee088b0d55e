import { shortDigest } from "../verdict/judge";
import type { Instance } from "../orchestrators/engine";
import type { Snapshot } from "./moments";
import type { InstanceChange } from "./result";

/**
 * What changed from one snapshot to the next, as a timeline has it.
 * @param start when the run began, in milliseconds since 1970.
 * @param isOwn whether the image is one's own, whose version only the engine knows.
 */
export function changesIn(snapshots: Snapshot[], start: number, isOwn: boolean): InstanceChange[] {
  const changes: InstanceChange[] = [];
  let before = new Map<string, Omit<InstanceChange, "at">>();
  for (const { at, instances } of snapshots) {
    // What the engine did not tell has not changed.
    if (!instances) continue;
    const seconds = Math.round(at - start) / 1000;
    const after = new Map(instances.map((each) => [each.id, describe(each, isOwn)]));
    for (const [id, found] of after) {
      if (!isSame(found, before.get(id))) changes.push({ at: seconds, ...found });
    }
    for (const id of before.keys()) {
      if (!after.has(id)) changes.push({ at: seconds, id, state: "gone" });
    }
    before = after;
  }
  return changes;
}

const describe = ({ id, state, node, zone, image }: Instance, isOwn: boolean) => ({
  id,
  state,
  ...(node && { node }),
  ...(zone && { zone }),
  ...(isOwn && image?.includes("sha256:") && { version: shortDigest(image) }),
});

const isSame = (a: object, b?: object) => JSON.stringify(a) === JSON.stringify(b);
