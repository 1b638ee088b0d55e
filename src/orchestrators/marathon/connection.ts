import { z } from "zod";
import { Failure } from "../../common/errors";
import { shownAddress } from "../../common/reach";
import { variableOf } from "../../common/started";
import { describe, InvalidConfig } from "../../workload/problems";

/** A Marathon, by the URL of its REST API. */
export const schema = z.object({ url: z.string() });

export type MarathonConnection = z.infer<typeof schema>;

const RULE =
  "must be http://HOST:PORT or https://HOST:PORT, without a user and a password, which belong in MARATHON_USER and " +
  "MARATHON_PASSWORD";

/**
 * The Marathon that the configuration names, or else `MARATHON_URL`, or else the one that Podium has started, or
 * else this machine's port 8080.
 * @throws InvalidConfig, or Failure for `MARATHON_URL`, if the URL is wrong. The message repeats no password.
 */
export function connectionOf({ url }: Partial<MarathonConnection>): MarathonConnection {
  if (url !== undefined && !isPlainUrl(url)) {
    throw new InvalidConfig([{ key: "podium-marathon:url", rule: RULE, value: shownAddress(url) }]);
  }
  const variable = variableOf("marathon", "MARATHON_URL");
  if (url === undefined && variable && !isPlainUrl(variable)) {
    throw new Failure(describe({ key: "MARATHON_URL", rule: RULE, value: shownAddress(variable) }));
  }
  return { url: (url ?? variable ?? "http://localhost:8080").replace(/\/+$/, "") };
}

/** Whether a text is the URL of an API and nothing else: no user, password, query or fragment. */
function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !(username || password || search || hash);
}
