import { split } from "shlex";
import { isObject } from "../../workload/values";
import { takeName } from "../name";
import { seconds } from "../quantities";
import { secretRemedy } from "../secrets";
import { Source } from "../source";
import type { SourceFile } from "../sourceFile";
import { takeUser } from "../user";
import { takeWords } from "../words";
import { takeDeploy, takeLimit, takeReplicas } from "./deploy";
import { takeEnvironment } from "./environment";
import { takeHealthcheck } from "./health";
import { FALSE_ANYWAY, LOST, LOST_OF_FILE } from "./lost";
import { asList, asMap } from "./merge";
import { takePorts } from "./ports";
import { type ComposeService, readCompose } from "./read";
import { takeTmpfsList, takeVolumes } from "./volumes";

type Taker = (service: ComposeService, source: Source, at: string[]) => void;

/** Keys of a service that are taken, in this order: later ones depend on the port. */
export const TAKEN: Record<string, Taker> = {
  ports: takePorts,
  expose: () => undefined,
  environment: takeEnvironment,
  env_file: () => undefined,
  entrypoint: (service, source, at) => takeCommand(service, source, at, "command"),
  command: (service, source, at) => takeCommand(service, source, at, "args"),
  deploy: takeDeploy,
  scale: (service, source, at) => {
    if (source.draft.has("replicas")) source.draft.lose(at.join("."), "deploy.replicas is told, too");
    else takeReplicas(service, source, at, service.value["scale"]);
  },
  cpus: (service, source, at) => takeLimit(service, source, at, "cpu", service.value["cpus"]),
  mem_limit: (service, source, at) => takeLimit(service, source, at, "memory", service.value["mem_limit"]),
  healthcheck: takeHealthcheck,
  stop_grace_period: ({ value, file }, { draft }, at) => {
    const found = seconds(String(value["stop_grace_period"]));
    if (found === undefined) throw file.problem(at, "must be a duration, such as 1m30s");
    draft.takeNumber(at.join("."), "stopSeconds", found, " s");
  },
  stop_signal: ({ value }, { draft }, at) =>
    void draft.take(at.join("."), "stopSignal", value["stop_signal"], {
      otherwise: "the image's own is sent",
    }),
  init: ({ value }, { draft }, at) =>
    void draft.take(at.join("."), "init", String(value["init"]) === "true", {
      otherwise: "the image's entry point is process 1",
    }),
  user: ({ value }, source, at) => {
    source.replaces.add("user");
    takeUser(source.draft, at.join("."), String(value["user"]));
  },
  read_only: ({ value }, source, at) => {
    source.replaces.add("root file system");
    source.draft.take(at.join("."), "readOnlyRootFilesystem", String(value["read_only"]) === "true");
  },
  tmpfs: takeTmpfsList,
  volumes: takeVolumes,
  secrets: ({ name, value }, { draft }) =>
    asList(value["secrets"]).forEach((each, index) => {
      const secret = String(isObject(each) ? (each["target"] ?? each["source"]) : each);
      const variable = secret.replace(/^.*\//, "").replace(/\W/g, "_").toUpperCase();
      draft.lose(
        `services.${name}.secrets[${index}] ${secret}`,
        `${secretRemedy(variable)}. It is the variable ${variable}, or a file that ${variable}_FILE names`,
      );
    }),
  depends_on: ({ name, value }, { draft }) => {
    for (const other of Object.keys(
      isObject(value["depends_on"]) ? value["depends_on"] : asMap(value["depends_on"]),
    ))
      draft.lose(
        `services.${name}.depends_on ${other}`,
        "nothing waits for it: the app has to try again until it is there",
      );
  },
  links: ({ name, value }, { draft }) => {
    for (const each of asList(value["links"]))
      draft.lose(`services.${name}.links ${String(each)}`, "give the address of the other service in env");
  },
  restart: ({ value }, { draft }, at) =>
    /^(always|unless-stopped)$/.test(String(value["restart"]))
      ? draft.keep(at.join("."), "as it is anyway")
      : draft.lose(at.join("."), "each orchestrator restarts instances that end, always"),
  profiles: (_, { draft }, at) => draft.keep(at.join("."), "this service was chosen"),
  image: ({ name, value }, source) => {
    source.image = { name: String(value["image"]), from: `services.${name}.image` };
  },
};

/** Reads a service of a Compose file, except for what its image tells. @throws what `readCompose` does. */
export async function fromCompose(file: SourceFile, wanted: string | undefined): Promise<Source> {
  const source = new Source();
  const { draft } = source;
  const service = await readCompose(file, wanted, source.secrets);
  const { name, value } = service;
  if (!value["image"])
    throw file.problem(
      ["services", name],
      value["build"] === undefined
        ? "has no image. Add one"
        : "is built, and has no image. Build it and push it to a registry (docker compose build, docker push), and add image",
    );
  takeName(draft, `services.${name}`, name);
  for (const [key, take] of Object.entries(TAKEN)) {
    const isThere =
      value[key] !== undefined ||
      (key === "environment" && value["env_file"] !== undefined) ||
      (key === "ports" && value["expose"] !== undefined);
    if (isThere) take(service, source, ["services", name, key]);
  }
  for (const [key, each] of Object.entries(value)) {
    const from = `services.${name}.${key}`;
    if (Object.hasOwn(TAKEN, key)) continue;
    if (FALSE_ANYWAY.has(key) && String(each) === "false") draft.keep(from, "as it is anyway");
    else draft.lose(from, LOST[key] ?? "is an extension, which Compose ignores");
  }
  takeDefaults(service, source);
  loseOthers(service, source);
  for (const variable of service.met.missing)
    draft.lose(
      `\${${variable}}`,
      "is not set in the environment or in .env, and has no default: it became empty",
    );
  return source;
}

/** What Compose does where the service says nothing, and Podium would do something else. */
function takeDefaults({ name }: ComposeService, source: Source): void {
  const { draft, replaces } = source;
  if (!draft.has("replicas")) draft.take(`services.${name}`, "replicas", 1, { why: "Compose's default" });
  if (!replaces.has("root file system")) {
    replaces.add("root file system");
    draft.take(`services.${name}`, "readOnlyRootFilesystem", false, {
      why: "Compose's default; true is safer, if it works",
    });
  }
  for (const key of ["cpu", "memory"])
    if (!draft.has(key))
      draft.lose(
        `services.${name}, no limit of ${key}`,
        "Podium always has one: see podium plan, and set it if it is too low",
      );
}

/** The other services, and the file's other keys. */
function loseOthers({ others }: ComposeService, { draft }: Source): void {
  const { services, ...keys } = others;
  for (const other of Object.keys(services as object))
    draft.lose(
      `services.${other}`,
      "Podium runs one service: run this one elsewhere, and give its address in env",
    );
  for (const [key, value] of Object.entries(keys)) {
    if (!isObject(value) || /^x-/.test(key))
      draft.lose(key, LOST_OF_FILE[key] ?? "is an extension, which Compose ignores");
    else for (const each of Object.keys(value)) draft.lose(`${key}.${each}`, LOST_OF_FILE[key]!);
  }
}

/** Text is split into words as by a shell, but no shell runs it: https://docs.docker.com/reference/compose-file/services/#command */
function takeCommand(
  { value, file }: ComposeService,
  source: Source,
  at: string[],
  to: "command" | "args",
): void {
  const given = value[at.at(-1)!];
  if (given === null) return source.draft.keep(at.join("."), "the image's own");
  let words: string[];
  try {
    words = Array.isArray(given) ? given.map(String) : split(String(given));
  } catch {
    throw file.problem(at, "has a quote that does not end");
  }
  takeWords(source, at.join("."), to, words);
}
