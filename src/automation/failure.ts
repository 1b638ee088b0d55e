import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Something failed that a person can do something about: its message is all that is shown. */
export class Failure extends Error {}

/** Collects what an operation says, and makes a short message of it when the operation fails. */
export class Diagnostics {
  readonly #errors: string[] = [];

  add({ diagnosticEvent }: EngineEvent): void {
    if (diagnosticEvent?.severity !== "error") return;
    const text = plain(diagnosticEvent.message);
    // Pulumi ends with a line that only repeats that something has failed.
    if (text && text !== "update failed" && !this.#errors.includes(text)) this.#errors.push(text);
  }

  /** The failure of an operation that threw `error`. */
  failure(error: unknown): Failure {
    return new Failure(this.#errors.join("\n") || explain(error));
  }
}

/**
 * Without Pulumi's marks for colours, without what providers made of Terraform's wrap around a message, which comes with
 * and without it, and without the logins that Docker's client puts into its errors.
 */
const plain = (message: string) =>
  message
    .replace(/<\{%.*?%\}>/g, "")
    .replace(/^\s*sdk-v2\/\S+ sdk\.helper_schema: (.*): provider=\S+$/gm, "$1")
    .replace(/^\s*1 error occurred:\s*\* /, "")
    .replace(/\b(Username|Password|Auth|IdentityToken|RegistryToken):"[^"]+"/g, '$1:"[secret]"')
    .trim();

/** The lines of a failed command that say what is wrong, without its code, output and stack trace. */
function explain(error: unknown): string {
  const { message } = error as Error;
  if (/incorrect passphrase/.test(message)) {
    return (
      "The passphrase does not open this stack's secrets. Set PULUMI_CONFIG_PASSPHRASE, or " +
      "PULUMI_CONFIG_PASSPHRASE_FILE, to the one that the stack was made with."
    );
  }
  const errors = message.match(/^.*\berror: .*$/gm)?.map((line) => plain(line).replace(/^.*?error: /, ""));
  return errors?.join("\n") || plain(message.split("\n")[0] ?? String(error));
}
