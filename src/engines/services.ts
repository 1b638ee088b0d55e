import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Compose, compose, COMPOSE_FILE } from "./compose";

/** An engine of `engines/compose.yaml`, with what its labels say. */
export interface Service {
  name: string;
  image: string;
  /** Whether it is started without being named: the others were never tried. */
  isTried: boolean;
  /** What a stack needs to reach it, by environment variables. */
  environment: Record<string, string | undefined>;
  /** The environment variable for a file, and its path in the container. */
  file?: { variable: string; path: string };
  /** Its ports on this machine, by the variables that move them. */
  ports: { variable: string; from: number; to: number }[];
  /** What the Docker engine must be; see `obstacles.ts`. */
  requires: string[];
  /** The service whose containers are further nodes. */
  nodes?: string;
  /** Bytes of memory that its container may use. */
  memory: number;
}

const schema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      labels: z.record(z.string(), z.string()).default({}),
      profiles: z.array(z.string()).default([]),
      mem_limit: z.coerce.number().default(0),
    }),
  ),
});

/** The label with an engine's name, of containers and volumes. */
export const ENGINE = "podium.engine";

/** Reads the engines, as the environment and `engines/.env` set them. */
export async function readServices(docker: Compose): Promise<Service[]> {
  const config = schema.parse(
    JSON.parse(await compose(docker, ["--profile", "*", "config", "--format", "json"])),
  );
  return Object.values(config.services)
    .filter(({ labels }) => labels[ENGINE])
    .map(({ image, labels, profiles, mem_limit: memory }) => {
      const [variable, path] = (labels["podium.file"] ?? "").split("=");
      return {
        name: labels[ENGINE]!,
        image,
        isTried: profiles.length === 0,
        environment: pairs(labels["podium.environment"]),
        file: variable && path ? { variable, path } : undefined,
        ports: Object.entries(pairs(labels["podium.ports"])).map(([name, range = ""]) => {
          const [from = 0, to = from] = range.split("-").map(Number);
          return { variable: name, from, to };
        }),
        requires: words(labels["podium.requires"]),
        nodes: labels["podium.nodes"],
        memory,
      };
    });
}

const words = (text = "") => text.split(" ").filter(Boolean);

const pairs = (text?: string): Record<string, string | undefined> =>
  Object.fromEntries(words(text).map((word) => word.split("=", 2)));

const fileSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      labels: z.record(z.string(), z.string()).default({}),
      profiles: z.array(z.string()).optional(),
    }),
  ),
});

/** The services of `engines/compose.yaml`, read without Docker Compose. */
function servicesInFile() {
  const { services } = fileSchema.parse(parse(readFileSync(COMPOSE_FILE, "utf8"), { merge: true }));
  return Object.values(services);
}

/**
 * The names of the engines that can be started.
 * @param onlyTried without those that are only started by name.
 */
export const engineNames = (onlyTried = false): string[] =>
  servicesInFile()
    .filter(({ profiles }) => !onlyTried || !profiles)
    .flatMap(({ labels }) => labels[ENGINE] ?? []);

/** Notes such as those about a started engine, with addresses made up; empty if there is no such engine. */
export function notesLike(engine: string): Record<string, string> {
  const labels = servicesInFile().find((each) => each.labels[ENGINE] === engine)?.labels;
  const variables = Object.keys(pairs(labels?.["podium.environment"]));
  const [file] = Object.keys(pairs(labels?.["podium.file"]));
  return {
    ...Object.fromEntries(variables.map((variable) => [variable, "http://127.0.0.1:1"])),
    ...(file && { [file]: join(COMPOSE_FILE, "..", "file") }),
  };
}
