import { DESCRIPTIONS } from "./keys";
import { DEFAULTS } from "./defaults";

/** Values to begin with, commented out: without a file there is none, or not the same everywhere. */
const SUGGESTED: Record<string, string> = {
  name: "my-app",
  image: "registry.example.com/my-app@sha256:…",
  port: String(DEFAULTS.port),
  command: "[/app/server, --verbose]",
  args: "[--verbose]",
  env: "{ LOG_LEVEL: debug }",
  "health.port": "9000",
  "health.headers": "{ Host: my-app.example.com }",
  "health.command": "[/app/health, --quiet]",
  "readiness.headers": "{ Host: my-app.example.com }",
  "readiness.port": "9000",
  group: "0",
  stopSignal: "SIGQUIT",
  startSeconds: "60",
  replaceSeconds: "30",
  writable: "[/run, /var/cache/my-app]",
  autoscaling: "",
  "autoscaling.min": "2",
  "autoscaling.max": "10",
  "autoscaling.cpuPercent": "70",
};

/**
 * The workload file that `podium init` writes: every key, explained, with the value that it has without a file.
 * @param schema the path of its JSON Schema, from the file's folder.
 */
export const exampleFile = (schema: string): string => `# yaml-language-server: $schema=${schema}

# The workload, for all stacks. The configuration of a stack, podium:*, goes over it, key by key.
# Secrets belong there alone: pulumi config set --secret --path podium:secrets.NAME VALUE, in the stack's folder.

${Object.keys(DESCRIPTIONS).map(lineFor).join("\n")}
`;

function lineFor(key: string): string {
  const path = key.split(".");
  const suggested = SUGGESTED[key];
  const value = suggested ?? defaultOf(path);
  return [
    suggested === undefined ? "" : "# ",
    path.length > 1 ? "  " : "",
    `${path.at(-1)}: `,
    value && `${value} `,
    `# ${DESCRIPTIONS[key]}`,
  ].join("");
}

/** As text, empty for a key with parts. */
function defaultOf(path: string[]): string {
  const value = path.reduce<unknown>((outer, part) => (outer as Record<string, unknown>)[part], DEFAULTS);
  return typeof value === "object" ? "" : String(value);
}
