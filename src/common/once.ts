/** What is opened when it is first needed, and then kept. */
export interface Once<T> {
  /** Opens it, or returns what is open. After a failure the next call tries again. */
  (): Promise<T>;
  /** Forgets what is open, so that the next call opens it anew. Returns it, if there is any. */
  forget(): Promise<T> | undefined;
}

export function once<T>(open: () => Promise<T>): Once<T> {
  let opened: Promise<T> | undefined;
  const forget = () => {
    const forgotten = opened;
    opened = undefined;
    return forgotten;
  };
  const get = () =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return Object.assign(get, { forget });
}
