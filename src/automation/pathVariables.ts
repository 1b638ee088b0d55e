import { delimiter, resolve } from "node:path";
import { ORCHESTRATORS } from "../orchestrators";
import type { Project } from "./projects";

/** The environment variables with paths that a project's program reads, made absolute. */
export function pathVariables(project: Project): Record<string, string> {
  const names = (project !== "image" && ORCHESTRATORS[project].pathVariables) || [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      if (!value) return [];
      return [
        [
          name,
          value
            .split(delimiter)
            .map((path) => path && resolve(path))
            .join(delimiter),
        ],
      ];
    }),
  );
}
