import { DEFAULTS } from "../workload/defaults";
import type { Draft } from "./draft";

/** The number of a user or a group. */
const ID = /^\d+$/;

/** Takes `user`, `user:group` or nothing, which is root, as an image or a Compose service has it. */
export function takeUser(draft: Draft, from: string, text: string): void {
  const [user = "", group] = text.split(":");
  const name = text ? `${from} ${text}` : from;
  if (user === "" || user === "root" || user === "0") {
    const why = `root, which Podium never runs as: it runs as the user ${DEFAULTS.user}, and has to be able to`;
    draft.lose(name, why);
  } else if (ID.test(user)) draft.take(name, "user", Number(user));
  else
    draft.lose(
      name,
      `a name that only the image knows: it runs as the user ${DEFAULTS.user}, unless you set user to what ` +
        `docker run --rm --entrypoint id IMAGE -u ${user} prints`,
    );
  if (group === undefined) return;
  if (ID.test(group) || group === "root")
    draft.take(`${from}, its group ${group}`, "group", group === "root" ? 0 : Number(group));
  else draft.lose(`${from}, its group ${group}`, "a name that only the image knows");
}
