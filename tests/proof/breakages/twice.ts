/** A list with its first member once more. */
export const twice = (list: unknown[]) => [...list, list[0]];
