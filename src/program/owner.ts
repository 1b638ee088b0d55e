/** The label, or tag, or metadata, by which everything that Podium makes is known. */
export const OWNER = { "managed-by": "podium" };

/** Whether Podium has made what has these labels. */
export const isOwn = (labels: Record<string, string | undefined> | null = {}): boolean =>
  labels?.["managed-by"] === OWNER["managed-by"];
