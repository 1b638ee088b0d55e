import { type PulumiCommand, StackNotFoundError } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import { PULUMI_VERSION } from "../../../src/automation/cli";

/** What a command of the fake CLI prints, or the error that it fails with; a function is called each time, with the arguments. */
export type Reply = object | string | Error | ((args: string[]) => object | string | Error);

/** The replies for a stack that exists and was never deployed. */
const EMPTY: Record<string, Reply> = {
  "stack export": { version: 3, deployment: {} },
  "stack history": [],
  config: {},
};

/**
 * A fake Pulumi CLI for one test.
 * @param replies by the beginning of the command's arguments.
 * @returns the CLI, and the arguments of all its commands so far.
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
      const output =
        typeof reply === "function" ? (reply as (args: string[]) => object | string | Error)(args) : reply;
      if (output instanceof Error) throw output;
      return { stdout: typeof output === "string" ? output : JSON.stringify(output), stderr: "", code: 0 };
    },
  };
  return { pulumi: pulumi as unknown as PulumiCommand, calls };
}

/** The reply to `stack export` for a stack that is deployed. */
export const deployed = (outputs: object) => ({
  version: 3,
  deployment: { resources: [{ urn: "urn:…", type: "pulumi:pulumi:Stack", outputs }] },
});

/** The reply to `stack export` if there is no stack. */
export const noStack = new StackNotFoundError({
  code: 255,
  stdout: "",
  stderr: "error: no stack named 'dev' found",
} as unknown as ConstructorParameters<typeof StackNotFoundError>[0]);

/** The error of a failed CLI command, as Pulumi's SDK reports it. */
export const commandError = (stderr: string) =>
  new Error(`code: 255\n stdout: \n stderr: ${stderr}\n err?: Error: Command failed\n    at cmd.js:1\n`);
