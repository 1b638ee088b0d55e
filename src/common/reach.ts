import { setTimeout as sleep } from "node:timers/promises";

/** Seconds that an engine has to respond to a probe. */
export const PROBE_SECONDS = 3;

/** Whether a URL points at this machine's loopback interface, where a tunnel to elsewhere may end, too. */
export function isLoopback(url: string): boolean {
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: "" };
  return /^(localhost|127(\.\d+){3}|\[::1\]|[a-z]+\.docker\.internal)$/.test(hostname);
}

/**
 * A URL without the user and password in it, for messages and outputs. Text that is no URL may have a password, too:
 * `[secret]` if it has an `@`.
 */
export function withoutCredentials(url: string): string {
  // `user:password@host` is a URL with the scheme `user:`.
  if (!url.includes("://") || !URL.canParse(url)) return url.includes("@") ? "[secret]" : url;
  const parsed = new URL(url);
  if (!parsed.username && !parsed.password) return url;
  parsed.username = parsed.password = "";
  return parsed.href;
}

/** An address as an error may repeat it, whatever it is: passwords stand before an `@`, tokens in a query. */
export const shownAddress = (text: string): string => (/[@?#]/.test(text) ? "[secret]" : text);

/** The result of `promise`, or an error if that takes longer than a probe may. */
export async function withTimeout<T>(promise: Promise<T>, seconds = PROBE_SECONDS): Promise<T> {
  const cancel = new AbortController();
  // It keeps the process alive, which nothing else may do: a connection that was closed at once leaves fetch waiting for ever.
  const late = sleep(seconds * 1000, undefined, { signal: cancel.signal }).then(() => {
    throw new Error(`no response within ${seconds} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel.abort();
    late.catch(() => undefined);
  }
}
