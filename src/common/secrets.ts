const NAMES = "username|password|passwd|auth|(?:identity|registry|access|refresh|bearer)_?token";

/** `Password:"…"` as Go prints it, `"password": "…"` as in JSON; a message that was cut off may lack the last quote. */
const QUOTED = new RegExp(String.raw`\b((?:${NAMES})"?\s*[:=]\s*")(?:[^"\\]|\\.)+("|\\?$)`, "gis");

/** The same within a string that is itself quoted, once or several times: `\"password\":\"…\"`. */
const NESTED = new RegExp(
  String.raw`\b((?:${NAMES})\\+"\s*[:=]\s*(\\+)")(?:(?!(?<!\\)\2").)+((?<!\\)\2"|$)`,
  "gis",
);

/** `Authorization: Basic …`, also as Go prints it (`Authorization:[Basic …]`), and headers of tokens. */
const HEADER =
  /\b((?:proxy-)?authorization|x-[a-z-]*(?:auth|token))((?:\\*["'])?\s*[:=]\s*\[?(?:\\*["'])?)((?:basic|bearer)\s+)?[^\s"'\\,\]]+/gi;

/** A user and a password before the host. A password may contain an `@`; in HTTP, a user alone can be a token. */
const IN_URL = /\b(https?:\/\/)[^\s/"'?#]+@|\b([a-z][a-z\d+.-]*:\/\/)[^\s/"'?#:]*:[^\s/"'?#]*@/gi;

/**
 * Hides what others' messages may contain of secrets: logins that Docker's client prints, headers, URLs with a password.
 * Nothing that Podium says itself depends on this.
 */
export const withoutSecrets = (text: string): string =>
  text
    .replace(QUOTED, "$1[secret]$2")
    .replace(NESTED, "$1[secret]$3")
    .replace(HEADER, "$1$2$3[secret]")
    .replace(IN_URL, "$1$2[secret]@");
