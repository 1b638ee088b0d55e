import { withoutSecrets } from "../common/secrets";

/** Whether a variable, an option or a file is called like something secret. Keycloak and keyboards are no keys. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
  return /passw(or)?d|passphrase|secret|token|credential|(^|[^a-z])(pass|pwd|private)([^a-z]|$)|keys?([^a-z]|$)/.test(
    words,
  );
}

/** `--password=…`, `--token …`, `API_KEY=…` */
const ASSIGNED = /--?([\w-]+)[= ]\s*[^\s-]|(?:^|[\s"';&?])([\w-]+)=\s*\S/g;

/** What is known to be secret in a source. */
export class Secrets {
  #values = new Set<string>();

  /** Remembers the value of a variable that is called like a secret, since other values may contain it. */
  add(value: string): void {
    // What is this short may be in any text by chance, as may a switch or a number.
    if (value.length > 3 && !/^(true|false|\d+)$/i.test(value)) this.#values.add(value);
  }

  /** Whether text contains a secret: a login in a URL, an option such as `--password=…`, or a value added before. */
  isIn(text: string): boolean {
    return (
      withoutSecrets(text) !== text ||
      [...text.matchAll(ASSIGNED)].some(([, option, name]) => isSecretName((option ?? name)!)) ||
      [...this.#values].some((value) => text.includes(value))
    );
  }
}

/** What to do instead of writing a secret to a file that is plain text. */
export const secretRemedy = (name: string): string =>
  `a secret does not belong in plain text: in each stack's folder, pulumi config set --secret --path podium:secrets.${name}`;
