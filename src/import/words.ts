import type { Source } from "./source";

/** Takes a command or its arguments, unless there is a secret in them. */
export function takeWords(
  { draft, replaces, secrets }: Pick<Source, "draft" | "replaces" | "secrets">,
  from: string,
  to: "command" | "args",
  words: string[],
): void {
  replaces.add(to === "command" ? "entrypoint" : "command");
  if (secrets.isIn(words.join(" ")))
    return draft.lose(
      from,
      "contains a secret, which does not belong in plain text: have the app read it from a variable",
    );
  draft.take(from, to, words, { otherwise: "the image's own is run" });
}
