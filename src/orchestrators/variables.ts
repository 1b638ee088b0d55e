/** How several APIs write an environment variable; one that refers to a secret has no `value`. */
export interface Variable {
  name: string;
  value?: string;
}

/** The variables that have a plain value. */
export const plainVariables = (all: Variable[] = []): Record<string, string> =>
  Object.fromEntries(
    all.flatMap(({ name, value }) => (value === undefined || value === null ? [] : [[name, value]])),
  );
