import { join } from "node:path";

/** The files of the page by their paths, e.g. `/index.html`. */
export type PageFiles = Map<string, { type: string; content: string }>;

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/** Builds the page in memory each time it is served, so there is no build step to forget. */
export async function buildPage(): Promise<PageFiles> {
  const { build } = await import("vite");
  const result = await build({
    root: join(__dirname, "page"),
    configFile: false,
    logLevel: "silent",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { write: false, modulePreload: false },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as Extract<
    typeof result,
    { output: unknown }
  >;
  return new Map(
    output.map((file) => {
      const content = file.type === "chunk" ? file.code : String(file.source);
      return [`/${file.fileName}`, { type: TYPES[file.fileName.split(".").at(-1)!]!, content }];
    }),
  );
}
