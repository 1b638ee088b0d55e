import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Failure } from "../common/errors";
import { withoutSecrets } from "../common/secrets";
import { STACK } from "./projects";

/** Collects the errors of an operation, and turns them into a short message if it fails. */
export class Diagnostics {
  readonly #errors: string[] = [];

  add({ diagnosticEvent }: EngineEvent): void {
    if (diagnosticEvent?.severity !== "error") return;
    const text = plain(diagnosticEvent.message);
    // Pulumi's last line only repeats that something failed.
    if (text && text !== "update failed" && !this.#errors.includes(text)) this.#errors.push(text);
  }

  /** The failure of an operation that threw `error`. */
  failure(error: unknown): Failure {
    return new Failure(this.#errors.join("\n") || explain(error));
  }
}

/** Of a resource that has timeouts for some operations only: its user can do nothing about it. */
const IDLE = /does not support customTimeouts/;

/** What a program or a provider warns of, to be shown as progress; undefined if the event is nothing of the kind. */
export const warningOf = ({ diagnosticEvent }: EngineEvent): string | undefined =>
  diagnosticEvent?.severity === "warning" && !IDLE.test(diagnosticEvent.message)
    ? `warning: ${plain(diagnosticEvent.message)}`
    : undefined;

/**
 * Removes Pulumi's colour codes, the wrappers that bridged Terraform providers put around a message, and what may be secret
 * in it.
 */
const plain = (message: string) =>
  withoutSecrets(message)
    .replace(/<\{%.*?%\}>/g, "")
    .replace(/^\s*sdk-v2\/\S+ sdk\.helper_schema: (.*): provider=\S+$/gm, "$1")
    .replace(/^\w+ing urn:\S+: (?=\s*\d+ errors? occurred:)/, "")
    .replace(/^\s*\d+ errors? occurred:((?:\s*\* .*)+)/gm, (_, list: string) => distinct(list))
    .trim();

/** The items of a list: each instance may report the same, several times. */
const distinct = (list: string) =>
  [...new Set(list.split(/^\s*\* /m).map((item) => item.trim()))].filter(Boolean).join("\n");

/** The error lines of a failed command, without its code, output and stack trace. */
function explain(error: unknown): string {
  const { message } = error as Error;
  if (/incorrect passphrase/.test(message)) {
    return (
      "The passphrase does not decrypt this stack's secrets. Set PULUMI_CONFIG_PASSPHRASE, or " +
      "PULUMI_CONFIG_PASSPHRASE_FILE, to the one that the stack was created with. If it is lost and nothing is deployed, " +
      `remove \`encryptionsalt\` from the stack's Pulumi.${STACK}.yaml.`
    );
  }
  const errors = message.match(/^.*\berror: .*$/gm)?.map((line) => plain(line).replace(/^.*?error: /, ""));
  // The message contains the command's output twice.
  return [...new Set(errors)].join("\n") || plain(message.split("\n")[0] ?? String(error));
}
