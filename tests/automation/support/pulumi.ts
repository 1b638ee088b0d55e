import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import { PULUMI_VERSION } from "../../../src/automation/cli";

/** What a command of the fake CLI writes, or an error for one that fails; a function is asked anew each time. */
export type Reply = object | string | Error | (() => object | string | Error);

/** Of a stack that is there, and was never deployed. */
const EMPTY: Record<string, Reply> = {
  "stack ls": [{ name: "dev" }],
  "stack output": {},
  "stack history": [],
  config: {},
};

/**
 * A Pulumi CLI for one test.
 * @param replies by what the command's arguments begin with.
 * @returns it, and the arguments of all its commands so far.
 */
export function fakePulumi(replies: Record<string, Reply> = {}): { pulumi: PulumiCommand; calls: string[] } {
  const all = { ...EMPTY, ...replies };
  const calls: string[] = [];
  const pulumi = {
    command: "pulumi",
    version: new SemVer(PULUMI_VERSION),
    async run(args: string[]) {
      const call = args.join(" ");
      calls.push(call);
      const key = Object.keys(all).find((each) => call.startsWith(each));
      const reply = key === undefined ? "" : all[key]!;
      const said = typeof reply === "function" ? (reply as () => object | string | Error)() : reply;
      if (said instanceof Error) throw said;
      return { stdout: typeof said === "string" ? said : JSON.stringify(said), stderr: "", code: 0 };
    },
  };
  return { pulumi: pulumi as unknown as PulumiCommand, calls };
}

/** What a command of the CLI fails with, as Pulumi's SDK tells it. */
export const commandError = (stderr: string) =>
  new Error(`code: 255\n stdout: \n stderr: ${stderr}\n err?: Error: Command failed\n    at cmd.js:1\n`);
