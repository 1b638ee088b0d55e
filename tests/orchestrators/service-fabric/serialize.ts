// node --require ./bin/typescript.js tests/orchestrators/service-fabric/serialize.ts MODULE
// Prints the provider of a module as Pulumi writes it into the state, with TypeScript compiled as in a stack's program.
import { createRequire } from "node:module";

interface Closures {
  serializeFunction(make: () => unknown): Promise<{ text: string }>;
}

const load = createRequire(__filename);
const { serializeFunction } = load("@pulumi/pulumi/runtime/closure/serializeClosure") as Closures;
const { provider } = load(process.argv[2]!) as { provider: unknown };
void serializeFunction(() => provider).then(({ text }) => process.stdout.write(text));
