import { existsSync } from "node:fs";
import { Failure } from "../common/errors";
import { isElsewhere } from "./backend";

/** How Pulumi reports a state that is not what it has written: its JSON parser's own messages. */
const UNREADABLE =
  /unexpected end of JSON input|invalid character '|json: cannot unmarshal|checkpoint version/;

/**
 * The failure itself or, if it says that a stack's state cannot be read, one with the state's file and what to do.
 * @param file where the state is, unless it is kept elsewhere.
 */
export function explainDamage(failure: Failure, file: string, environment = process.env): Failure {
  if (!UNREADABLE.test(failure.message) || isElsewhere(environment) || !existsSync(file)) return failure;
  return new Failure(
    `${file} is damaged: ${failure.message}. Restore it, for example from ${file}.bak, the state before the last change.`,
  );
}
