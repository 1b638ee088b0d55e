import { keyOfPart, type Problem } from "../workload/problems";
import { isObject } from "../workload/values";

const secretRule = (key: string) =>
  `must not be in a file that is not encrypted: set each in a stack's folder by ` +
  `\`pulumi config set --secret --path podium:${key}.NAME VALUE\``;

/** Keys of the contract that only a stack may have, and why. */
const REFUSED: Record<string, string> = {
  publicPort:
    "is not for all stacks, whose deployments would take the same port from each other: " +
    "set it in a stack's folder by `pulumi config set podium:publicPort VALUE`",
  secrets: secretRule("secrets"),
  registryCredentials: secretRule("registryCredentials"),
};

/** What is wrong in a workload file although a stack's configuration may have it. */
export const fileProblems = (values: Record<string, unknown>): Problem[] =>
  Object.entries(values).flatMap(([key, value]): Problem[] => {
    const rule = Object.hasOwn(REFUSED, key) ? REFUSED[key] : spellingRule(key);
    if (rule) return [{ key: `podium:${key}`, rule, isWrongKey: true }];
    return key === "env" && isObject(value) ? inexactProblems(value) : [];
  });

/** Other ways to write a key, which the commands of Pulumi have. */
function spellingRule(key: string): string | undefined {
  const [, prefix, name] = /^(podium:)?(.*)$/s.exec(key)!;
  if (prefix) return `has a prefix, which keys have only in a stack's configuration: write ${name}`;
  return key.includes(".")
    ? "is a path, not a key: write each part on a line of its own, below its key"
    : undefined;
}

/** A number that is not what was written. */
const inexactProblems = (variables: object): Problem[] =>
  Object.entries(variables)
    .filter(
      ([, value]) => typeof value === "bigint" || (Number.isInteger(value) && !Number.isSafeInteger(value)),
    )
    .map(([name]) => ({
      key: keyOfPart("podium:env", [name]),
      value: "[secret]",
      rule: "must be in quotes, since the number is too large to be exact",
    }));
