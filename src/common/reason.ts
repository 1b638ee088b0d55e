import { withoutSecrets } from "./secrets";

/** Messages of Node.js' own that only say that there is a cause. */
const WRAPPER = /^(fetch failed|terminated)?$/;

/**
 * An error in a few words, without a stack trace and without secrets: its message, or its cause's where that names what
 * happened.
 */
export function reasonOf(error: unknown): string {
  const { message, code, cause, errors } = error as {
    message?: string;
    code?: string;
    cause?: unknown;
    errors?: unknown[];
  };
  // Node.js reports one error for each address that it tried.
  if (errors?.[0]) return reasonOf(errors[0]);
  if (cause && WRAPPER.test(message ?? "")) return reasonOf(cause);
  return withoutSecrets(message || code || String(error));
}
