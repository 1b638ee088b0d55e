"use strict";
// Compiles this project's TypeScript in memory as Node.js requires it, without type checks (`npm run lint` has those)
// and without a cache that somebody else could write to. Everything that runs from source uses this one hook: the
// `podium` command, the Pulumi programs, the policy pack and the load generator's thread.
const { join, sep } = require("node:path");
const { transformSync } = require("esbuild");
const { addHook } = require("pirates");

const ROOT = join(__dirname, "..") + sep;

// Pulumi's policy host brings a compiler that checks types, and newer releases of Node.js strip types without turning
// modules into CommonJS. Neither may handle the files first.
delete require.extensions[".ts"];
delete require.extensions[".tsx"];

const compile = (code, sourcefile) =>
  transformSync(code, {
    loader: sourcefile.endsWith("x") ? "tsx" : "ts",
    sourcefile,
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    // `import("./other")` has no file extension, which only `require` resolves.
    supported: { "dynamic-import": false },
  }).code;

/** A program that is planned twice is loaded twice. */
const compiled = new Map();

addHook(
  (code, file) => {
    const known = compiled.get(file);
    if (known?.code === code) return known.output;
    const output = compile(code, file);
    compiled.set(file, { code, output });
    return output;
  },
  { exts: [".ts", ".tsx"], matcher: (file) => file.startsWith(ROOT) },
);
