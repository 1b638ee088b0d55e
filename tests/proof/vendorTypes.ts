import { dirname } from "node:path";
import ts from "typescript";

/** A type by which a vendor's package describes what its API takes. */
export interface VendorType {
  package: string;
  name: string;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

/** No such file exists; packages are looked for from its folder on. */
const FILE = `${dirname(__filename)}/bodies.ts`;
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * What TypeScript's compiler finds wrong with values that are written down as literals of a vendor's types: members of
 * the wrong type, members that are missing, and members that the vendor does not know. All at once, since most of the
 * time goes into reading the types.
 */
export function typeProblems(values: { type: VendorType; value: unknown }[]): string[][] {
  if (!values.length) return [];
  const problems = values.map((): string[] => []);
  // A line to each value, so that an error's line tells whose it is.
  const text = values.map(
    ({ type, value }, index) =>
      `export const _${index}: import(${JSON.stringify(type.package)}).${type.name} = ${JSON.stringify(value)};`,
  );
  const file = ts.createSourceFile(FILE, text.join("\n"), ts.ScriptTarget.ES2022);
  const program = ts.createProgram([FILE], OPTIONS, hostWith(file));
  for (const { start = 0, length = 0, messageText } of program.getSemanticDiagnostics(file)) {
    const { line } = file.getLineAndCharacterOfPosition(start);
    const place = file.text.slice(start, start + Math.min(length, 40));
    problems[line]?.push(`${place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  }
  return problems;
}

function hostWith(file: ts.SourceFile): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    fileExists: (name) => name === FILE || host.fileExists(name),
    getSourceFile: (name, version) => {
      if (name === FILE) return file;
      if (!parsed.has(name)) parsed.set(name, host.getSourceFile(name, version));
      return parsed.get(name);
    },
  };
}
