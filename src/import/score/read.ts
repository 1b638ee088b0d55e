import Ajv from "ajv/dist/2020";
import { WrongUsage } from "../../common/errors";
import { once } from "../../common/once";
import { AJV_OPTIONS, checkSchema } from "../jsonSchema";
import type { SourceFile } from "../sourceFile";
import schema from "./score-v1b1.json";

/** A probe: https://docs.score.dev/docs/score-specification/score-spec-reference/ */
export interface Probe {
  httpGet?: {
    path: string;
    port: number;
    host?: string;
    scheme?: string;
    httpHeaders?: { name: string; value: string }[];
  };
  exec?: { command: string[] };
}

export interface Container {
  image: string;
  command?: string[];
  args?: string[];
  variables?: Record<string, string>;
  files?: unknown;
  volumes?: unknown;
  before?: object;
  resources?: Partial<Record<"limits" | "requests", { cpu?: string; memory?: string }>>;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}

export interface Score {
  apiVersion: string;
  metadata: Record<string, unknown> & { name: string };
  service?: { ports?: Record<string, { port: number; targetPort?: number; protocol?: string }> };
  containers: Record<string, Container>;
  resources?: Record<string, { type: string }>;
}

/** The specification's own schema: see README.md. */
const validator = once(async () => new Ajv(AJV_OPTIONS).compile(schema));

/**
 * Reads a Score file, and one of its containers.
 * @throws Failure that names file, line and key, if the file is no valid Score file.
 * @throws WrongUsage if there are several containers and none is named, or if there is none of that name.
 */
export async function readScore(
  file: SourceFile,
  wanted: string | undefined,
): Promise<{ score: Score; name: string }> {
  const help = "https://docs.score.dev/docs/score-specification/score-spec-reference/";
  checkSchema(file, await validator(), file.value, help);
  const score = file.value as unknown as Score;
  const names = Object.keys(score.containers);
  const name = wanted ?? (names.length === 1 ? names[0]! : "");
  if (Object.hasOwn(score.containers, name)) return { score, name };
  throw new WrongUsage(
    `${file.path} has ${wanted === undefined ? `${names.length} containers, and Podium runs one` : `no container ${wanted}`}. ` +
      `Add --service NAME, one of ${names.join(", ")}`,
  );
}
