import type { z } from "zod";
import { plain } from "./plain";
import { typeProblems, type VendorType } from "./vendorTypes";
import type { PlannedResource } from "../../src/program/resources";

/** Content that would be sent, in the format of the API that receives it. */
export interface Body {
  content: unknown;
  /** The type by which the vendor describes it. */
  type?: VendorType;
  /** The vendor's rules that the type does not express. */
  rules?: z.ZodType;
}

/** What an orchestrator's plan is checked against. */
export interface Proof {
  /** By type token: what would be sent for a resource with these inputs. */
  bodies: Record<string, (inputs: Inputs) => Body[]>;
  /** By type token: why these resources are not checked. */
  unproven?: Record<string, string>;
}

export type Inputs = Record<string, unknown>;

/**
 * Finds the problems of several plans of one orchestrator.
 * @returns one list for each plan.
 */
export function problemsOf({ bodies, unproven = {} }: Proof, plans: PlannedResource[][]): string[][] {
  const problems = plans.map((): string[] => []);
  const typed: { plan: number; name: string; type: VendorType; value: unknown }[] = [];
  plans.forEach((resources, plan) => {
    for (const { type: token, name, inputs } of resources) {
      // Nothing is sent for a component: it only groups other resources.
      if (token in unproven || token.startsWith("podium:")) continue;
      const label = `${token} ${name}`;
      const make = bodies[token];
      if (!make) problems[plan]!.push(`${label}: no proof covers it`);
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
