"use strict";
// Compiles this project's TypeScript as Node.js requires it, without type checks: `npm run lint` has those. Everything that
// runs from source uses this one hook: the `podium` command, the Pulumi programs, the policy pack and the load generator's
// thread.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join, sep } = require("node:path");
const { version } = require("esbuild/package.json");
const { addHook } = require("pirates");

const ROOT = join(__dirname, "..") + sep;

// Only who can change the dependencies, too, can write to it.
const CACHE = join(ROOT, "node_modules", ".cache", "podium");

// The machine code of what is loaded, libraries included: since Node.js 22.
enableCompileCache?.(join(CACHE, "v8"));

// Pulumi's policy host brings a compiler that checks types, and newer releases of Node.js strip types without turning
// modules into CommonJS. Neither may handle the files first.
delete require.extensions[".ts"];
delete require.extensions[".tsx"];

const OPTIONS = {
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  // `import("./other")` has no file extension, which only `require` resolves.
  supported: { "dynamic-import": false },
};

const compile = (code, sourcefile) =>
  require("esbuild").transformSync(code, {
    ...OPTIONS,
    loader: sourcefile.endsWith("x") ? "tsx" : "ts",
    sourcefile,
  }).code;

/** Compiled once, as that takes longer than all else that some commands do. */
function compiled(code, file) {
  const key = createHash("sha256").update(JSON.stringify([version, OPTIONS, file, code]));
  const path = join(CACHE, `${key.digest("hex")}.js`);
  try {
    return readFileSync(path, "utf8");
  } catch {
    const output = compile(code, file);
    keep(path, output);
    return output;
  }
}

function keep(path, output) {
  try {
    mkdirSync(CACHE, { recursive: true });
    require("write-file-atomic").sync(path, output);
  } catch {
    // A folder that cannot be written to only costs time.
  }
}

addHook(compiled, { exts: [".ts", ".tsx"], matcher: (file) => file.startsWith(ROOT) });
