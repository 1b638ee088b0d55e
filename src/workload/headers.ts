import { environmentValue, named, WRITTEN } from "./variables";

/**
 * The names that RFC 9110 recommends, which is also what all orchestrators accept:
 * https://www.rfc-editor.org/rfc/rfc9110#section-16.3.2.1
 */
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
const NAMES = "named with 1 to 64 letters, digits and hyphens, starting with a letter";

/** `field-value` in https://www.rfc-editor.org/rfc/rfc9110#section-5.5, without what only old programs send. */
const VALUE = /^(?=.{1,1024}$)[!-~]( *[!-~])*$/;

/** They say how this one message is sent: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const OF_THE_MESSAGE =
  /^(connection|content-length|expect|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;
const CREDENTIALS = /^(authorization|cookie|proxy-authorization)$/i;

/** What is wrong with a name that is formed like one, given those before it; undefined if nothing is. */
function problemOf(name: string, others: string[]): string | undefined {
  if (OF_THE_MESSAGE.test(name)) return "is set by whoever sends the request";
  if (CREDENTIALS.test(name))
    return "has credentials, which are no secret in a check: let it be answered without them";
  const same = others.find((each) => each.toLowerCase() === name.toLowerCase());
  return same && `is the header ${same}, whatever the case`;
}

/** The headers of a check's request, by name. */
export const headers = named(
  NAME,
  NAMES,
  environmentValue()
    .refine(
      (value) => VALUE.test(value),
      "must be 1 to 1024 printable ASCII characters, without a space at either end",
    )
    .meta(WRITTEN),
).superRefine((all, context) => {
  const names = Object.keys(all);
  for (const [index, name] of names.entries()) {
    const message = problemOf(name, names.slice(0, index));
    if (message) context.addIssue({ code: "custom", path: [name], message, params: { isWrongKey: true } });
  }
});
