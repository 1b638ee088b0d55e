/** The container's name in its group. */
export const CONTAINER = "app";
