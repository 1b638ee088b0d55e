import { dirname } from "node:path";
import ts from "typescript";

/** A type in a vendor's package that describes what the vendor's API accepts. */
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

/** This file does not exist; packages are resolved from its folder. */
const FILE = `${dirname(__filename)}/bodies.ts`;
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * What TypeScript's compiler reports about values that are written as literals of a vendor's types: members that have
 * the wrong type, are missing, or are unknown to the vendor. All values are checked at once, since most of the time
 * goes into reading the types.
 */
export function typeProblems(values: { type: VendorType; value: unknown }[]): string[][] {
  if (!values.length) return [];
  const problems = values.map((): string[] => []);
  // One line for each value: the line of an error identifies its value.
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
