import type { z } from "zod";
import type { PlannedResource } from "../../src/plan/record";
import { plain } from "./plain";
import { typeProblems, type VendorType } from "./vendorTypes";

/** Something that would be sent, in the words of the API that takes it. */
export interface Body {
  content: unknown;
  /** How the vendor describes it. */
  type?: VendorType;
  /** What the vendor says of it beyond that. */
  rules?: z.ZodType;
}

/** What an orchestrator's plan is held against. */
export interface Proof {
  /** By type token: what is sent for a resource with these inputs. */
  bodies: Record<string, (inputs: Inputs) => Body[]>;
  /** By type token: why nothing holds these resources against anything. */
  unproven?: Record<string, string>;
}

export type Inputs = Record<string, unknown>;

/**
 * Everything that is wrong with each of several plans of one orchestrator.
 * @returns as many lists as there are plans.
 */
export function problemsOf({ bodies, unproven = {} }: Proof, plans: PlannedResource[][]): string[][] {
  const problems = plans.map((): string[] => []);
  const typed: { plan: number; name: string; type: VendorType; value: unknown }[] = [];
  plans.forEach((resources, plan) => {
    for (const { type: token, name, inputs } of resources) {
      // Nothing is sent for a component, Pulumi's bracket around others.
      if (token in unproven || token.startsWith("podium:")) continue;
      const label = `${token} ${name}`;
      const make = bodies[token];
      if (!make) problems[plan]!.push(`${label}: nothing proves it`);
      for (const { content, type, rules } of make?.(plain(inputs) as Inputs) ?? []) {
        if (type) typed.push({ plan, name: label, type, value: content });
        const { error } = rules?.safeParse(content) ?? {};
        for (const { path, message } of error?.issues ?? []) {
          problems[plan]!.push(`${label}: ${path.join(".")}: ${message}`);
        }
      }
    }
  });
  typeProblems(typed).forEach((found, index) => {
    const { plan, name } = typed[index]!;
    problems[plan]!.push(...found.map((problem) => `${name}: ${problem}`));
  });
  return problems;
}
