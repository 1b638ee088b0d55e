import { isComponent, type PropertyChange, type ResourceChange } from "../program/resources";

/** A change of a resource that affects instances. */
export interface Trigger {
  type: string;
  /** Only resources with a matching name. */
  name?: RegExp;
  /** Only changes of matching properties; adding or removing a resource changes all of them. */
  path?: RegExp;
  /** Only this kind of change. */
  kind?: ResourceChange["kind"];
  /** Why, to be read after "because". */
  because: string;
}

/** What an orchestrator does with running instances when its resources change. */
export interface RestartRules {
  /** Each of these replaces or restarts all instances. */
  all: Trigger[];
  /** Each of these starts or ends instances and leaves the others alone. */
  number: Trigger[];
  /** Where this is documented. */
  source: string;
}

/** Which running instances are restarted or replaced. */
export interface Restarts {
  /** `new`: running instances stay; others are started, or some are ended. */
  instances: "all" | "new" | "none";
  because: string;
  source: string;
}

/** Applies an orchestrator's rules to changes. */
export function restartsOf({ all, number, source }: RestartRules, changes: ResourceChange[]): Restarts {
  // A component has no properties, so only its name can change: then everything is replaced.
  if (changes.some(isComponent)) {
    return { instances: "all", because: "it is another deployment, and the first is removed", source };
  }
  const find = (triggers: Trigger[]) =>
    triggers.find((each) => changes.some((change) => matches(each, change)));
  const restart = find(all);
  if (restart) return { instances: "all", because: restart.because, source };
  const scale = find(number);
  if (scale) return { instances: "new", because: scale.because, source };
  const because = changes.length ? "no property that an instance is started from changes" : "nothing changes";
  return { instances: "none", because, source };
}

function matches({ type, name, path, kind }: Trigger, change: ResourceChange): boolean {
  if (type !== change.type || (name && !name.test(change.name)) || (kind && kind !== change.kind))
    return false;
  const onPath = (property: PropertyChange) => path!.test(property.path);
  return !path || change.kind !== "changed" || change.properties.some(onPath);
}
