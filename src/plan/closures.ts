import { createRequire } from "node:module";

/**
 * Pulumi serializes a dynamic provider's code into its state. A plan does not need that, and loading the serializer (with
 * the TypeScript compiler and a package reader) takes longer than running all programs. Import this before Pulumi's SDK.
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
