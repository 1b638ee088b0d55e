import { workloadFileSchema } from "../workload/jsonSchema";
import { InvalidConfig } from "../workload/problems";
import { isObject } from "../workload/values";
import { parseWorkload, type WorkloadInput } from "../workload/schema";

type Node = ReturnType<typeof workloadFileSchema>;

let schema: Node | undefined;

/** What the workload file's schema says about a key, or about a part of one: `health.path`. Undefined if it has none. */
function ruleOf(key: string): Node | undefined {
  return key.split(".").reduce<Node | undefined>(
    (outer, part) => {
      // A key that can also be something else, such as `none`, has its parts in one of the alternatives.
      const variants = outer ? [outer, ...((outer.anyOf ?? outer.oneOf ?? []) as Node[])] : [];
      return variants.map((each) => each.properties?.[part] as Node | undefined).find(Boolean);
    },
    (schema ??= workloadFileSchema()),
  );
}

/** The number that the contract allows which is nearest to this one: what is too little is rounded up. */
export function nearest(key: string, value: number): number {
  const rule = ruleOf(key);
  const { type, minimum = -Infinity, maximum = Infinity } = rule ?? {};
  const whole = type === "integer" ? Math.ceil(value) : value;
  return Math.min(Math.max(whole, minimum), maximum);
}

/** The path that a check has although the draft gives none: the sample's. */
export function defaultPath(values: Record<string, unknown>, key: "health" | "readiness"): unknown {
  const own = values[key];
  if (isObject(own) && Object.hasOwn(own, "path")) return undefined;
  const check: unknown = completed(values)[key];
  return isObject(check) ? check["path"] : undefined;
}

/**
 * Why the contract does not allow a value beside those of the draft, as a sentence without its end; undefined if it does.
 */
export function refusal(values: Record<string, unknown>, key: string, value: unknown): string | undefined {
  if (!ruleOf(key)) return `the contract has no ${key}`;
  try {
    completed({ ...values, [key]: value });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    const [problem] = error.problems;
    return `${problem!.key.replace("podium:", "")} ${problem!.rule.replace(/ \(set it with.*\)/, "")}`;
  }
}

function completed({ image: _, ...values }: Record<string, unknown>) {
  return parseWorkload({ name: "podium", publicPort: 8080, ...values } as WorkloadInput);
}
