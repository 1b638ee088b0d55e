/** A list with its first element repeated at the end. */
export const twice = (list: unknown[]) => [...list, list[0]];
