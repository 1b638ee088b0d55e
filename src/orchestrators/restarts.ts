import type { PropertyChange, ResourceChange } from "../diff/changes";

/** A change of a resource that has a consequence for instances. */
export interface Trigger {
  type: string;
  /** Only resources with such a name. */
  name?: RegExp;
  /** Only changes of such properties; a resource that is added or removed has all of them. */
  path?: RegExp;
  /** Only what becomes of a resource in this way. */
  kind?: ResourceChange["kind"];
  /** Why, to be read after "since". */
  because: string;
}

/** What an orchestrator does with instances that run when its resources change. */
export interface RestartRules {
  /** Each of these replaces or restarts all instances. */
  all: Trigger[];
  /** Each of these starts instances, or ends some, and leaves the others alone. */
  number: Trigger[];
  /** Where it is written. */
  source: string;
}

/** Which of the instances that run are restarted, or replaced by others. */
export interface Restarts {
  /** `new`: those that run stay; others are started, or some are ended. */
  instances: "all" | "new" | "none";
  because: string;
  source: string;
}

/** Applies an orchestrator's rules to what changes. */
export function restartsOf({ all, number, source }: RestartRules, changes: ResourceChange[]): Restarts {
  // A component has no properties, so it only changes by another name: then nothing stays.
  if (changes.some(({ type }) => type.startsWith("podium:"))) {
    return { instances: "all", because: "it is another deployment, and the first is taken away", source };
  }
  const find = (triggers: Trigger[]) =>
    triggers.find((each) => changes.some((change) => matches(each, change)));
  const restart = find(all);
  if (restart) return { instances: "all", because: restart.because, source };
  const scale = find(number);
  if (scale) return { instances: "new", because: scale.because, source };
  const because = changes.length ? "nothing changes of what an instance is started from" : "nothing changes";
  return { instances: "none", because, source };
}

function matches({ type, name, path, kind }: Trigger, change: ResourceChange): boolean {
  if (type !== change.type || (name && !name.test(change.name)) || (kind && kind !== change.kind))
    return false;
  const onPath = (property: PropertyChange) => path!.test(property.path);
  return !path || change.kind !== "changed" || change.properties.some(onPath);
}
