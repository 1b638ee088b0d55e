import { setTimeout as sleep } from "node:timers/promises";

/** Seconds that an engine has to answer a probe. */
const PROBE_SECONDS = 3;

/** Whether a URL's host is this machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: "" };
  return /^(localhost|127(\.\d+){3}|\[::1\]|(kubernetes|host)\.docker\.internal)$/.test(hostname);
}

/** What `promise` resolves to, or an error if that takes longer than a probe may. */
export async function withTimeout<T>(promise: Promise<T>, seconds = PROBE_SECONDS): Promise<T> {
  const cancel = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: cancel.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${seconds} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel.abort();
    late.catch(() => undefined);
  }
}

/** An error in a few words: its innermost cause, which names the address, without a stack trace. */
export function reasonOf(error: unknown): string {
  const { message, code, cause, errors } = error as {
    message?: string;
    code?: string;
    cause?: unknown;
    errors?: unknown[];
  };
  // Trying several addresses, Node.js reports an error for each.
  if (errors?.[0]) return reasonOf(errors[0]);
  if (cause) return reasonOf(cause);
  return message || code || String(error);
}
