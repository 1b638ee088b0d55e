import { isSecretName, secretRemedy } from "./secrets";
import type { Source } from "./source";

/** Takes an environment variable, unless it is secret. Its value is never shown. */
export function takeVariable(source: Source, from: string, name: string, value: string): void {
  const { draft, secrets } = source;
  if (name === "PORT") return takePortVariable(source, from, value);
  const [, secret] = /^(.*)_FILE$/.exec(name) ?? [];
  if (value !== "" && (isSecretName(name) || secrets.isIn(value)))
    return draft.lose(from, secretRemedy(secret ?? name));
  draft.take(from, `env.${name}`, value);
}

/** Podium sets it, to the port of the contract. */
function takePortVariable({ draft, replaces }: Source, from: string, value: string): void {
  const port = draft.values["port"];
  const approximately = "Podium sets the variable PORT to it";
  if (/^\d+$/.test(value) && (port === undefined || port === Number(value))) {
    replaces.add("port");
    draft.take(from, "port", Number(value), { approximately });
  } else
    draft.lose(
      from,
      `Podium sets PORT to the port of the contract${port === undefined ? "" : `, ${String(port)}`}`,
    );
}
