import { isSecretName, secretRemedy } from "./secrets";
import type { Source } from "./source";

/** An environment variable, and where it is from. */
interface Variable {
  name: string;
  value: string;
  from: string;
}

/** Takes environment variables, unless they are secret, or contain what another one has for a secret. */
export function takeVariables(source: Source, variables: Variable[]): void {
  for (const { name, value } of variables) if (isSecretName(name)) source.secrets.add(value);
  for (const { name, value, from } of variables) takeVariable(source, from, name, value);
}

/** The value is never shown. */
function takeVariable(source: Source, from: string, name: string, value: string): void {
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
