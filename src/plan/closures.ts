import { createRequire } from "node:module";

/**
 * Pulumi keeps a dynamic provider's code in its state, as text. No plan needs that text, and only loading what makes
 * it (the TypeScript compiler, and a reader of package trees) takes longer than to run all seven programs. This must
 * be imported before Pulumi's SDK is.
 */
const STUBS = {
  serializeClosure: { serializeFunction: async () => ({ text: "(its code)", containsSecrets: false }) },
  codePaths: {},
};

const { resolve, cache } = createRequire(__filename);
for (const [name, stub] of Object.entries(STUBS)) {
  const file = resolve(`@pulumi/pulumi/runtime/closure/${name}`);
  const loaded = cache[file];
  if (loaded) Object.assign(loaded.exports as object, stub);
  else cache[file] = { id: file, filename: file, loaded: true, exports: stub } as NodeJS.Module;
}
