import { isObject } from "../../workload/values";
import type { ToldCheck } from "../checks";
import type { Draft } from "../draft";
import { takeName } from "../name";
import { takePort } from "../port";
import { cores, mebibytes } from "../quantities";
import { secretRemedy } from "../secrets";
import { Source } from "../source";
import type { SourceFile } from "../sourceFile";
import { takeVariables } from "../variable";
import { takeWords } from "../words";
import { resolve } from "./placeholders";
import { type Container, type Probe, readScore, type Score } from "./read";

/** Reads a Score file, except for what its image tells. @throws what `readScore` does. */
export async function fromScore(file: SourceFile, wanted: string | undefined): Promise<Source> {
  const { score, name } = await readScore(file, wanted);
  const source = new Source();
  const { draft } = source;
  const from = `containers.${name}`;
  const container = score.containers[name]!;
  if (container.image === ".")
    throw file.problem(
      ["containers", name, "image"],
      "is . for an image that is built. Build it, push it to a registry, and name it",
    );
  source.image = { name: container.image, from: `${from}.image` };
  takeMetadata(draft, score);
  takePorts(source, score);
  takeScoreVariables(source, score, from, container.variables ?? {});
  takeCommands(source, container, from);
  takeResources(draft, container, from);
  source.checks = {
    health: probe(draft, `${from}.livenessProbe`, container.livenessProbe),
    readiness: probe(draft, `${from}.readinessProbe`, container.readinessProbe),
  };
  loseRest(draft, score, name);
  return source;
}

function takeMetadata(draft: Draft, { metadata }: Score): void {
  takeName(draft, "metadata.name", metadata.name);
  for (const key of Object.keys(metadata).filter((each) => each !== "name"))
    draft.lose(`metadata.${key}`, "Podium labels what it creates itself; ${metadata.…} is resolved with it");
}

function takePorts(source: Source, { service }: Score): void {
  const { draft } = source;
  for (const [name, { port, targetPort = port, protocol = "TCP" }] of Object.entries(service?.ports ?? {})) {
    const from = `service.ports.${name}`;
    if (protocol !== "TCP") draft.lose(from, "a workload's port is TCP");
    else if (draft.has("port"))
      draft.lose(from, `a workload has one port, which is ${String(draft.values["port"])}`);
    else takePort(source, { from, target: targetPort }, { port, from });
  }
}

function takeCommands(source: Source, container: Container, from: string): void {
  for (const key of ["command", "args"] as const) {
    const words = container[key];
    if (words) takeWords(source, `${from}.${key}`, key, words);
  }
}

/** Those that need something which only a platform has are lost. */
function takeScoreVariables(source: Source, score: Score, from: string, given: Record<string, string>): void {
  const variables = Object.entries(given).map(([name, text]) => ({
    name,
    from: `${from}.variables.${name}`,
    ...resolve(text, score.metadata),
  }));
  for (const { name, from: at, unresolved } of variables) {
    if (!unresolved.length) continue;
    const resource = /^resources\.([^.]+)/.exec(unresolved[0]!)?.[1];
    const type = resource && score.resources?.[resource]?.type;
    const what = type
      ? `Podium provisions no ${type}: create it, and set the variable in env, or if it is secret: ${secretRemedy(name)}`
      : "nothing in the file resolves it";
    source.draft.lose(at, `contains ${unresolved.map((each) => `\${${each}}`).join(", ")}: ${what}`);
  }
  takeVariables(
    source,
    variables.filter(({ unresolved }) => !unresolved.length),
  );
}

function takeResources(draft: Draft, { resources = {} }: Container, from: string): void {
  for (const kind of ["limits", "requests"] as const) {
    for (const [key, text] of Object.entries(resources[kind] ?? {})) {
      const path = `${from}.resources.${kind}.${key}`;
      const to = key as "cpu" | "memory";
      if (kind === "requests" && draft.has(to)) draft.lose(path, "Podium reserves what it limits");
      else
        draft.takeNumber(
          path,
          to,
          (to === "cpu" ? cores(text) : mebibytes(text))!,
          to === "cpu" ? " cores" : " MiB",
          {
            approximately: kind === "requests" ? "Podium limits what it reserves" : undefined,
          },
        );
    }
  }
}

function probe(draft: Draft, from: string, given: Probe | undefined): ToldCheck | undefined {
  if (!given) return undefined;
  const { httpGet, exec } = given;
  const check: ToldCheck = {};
  if (exec) check.command = { value: exec.command, from: `${from}.exec` };
  if (httpGet?.scheme === "HTTPS") draft.lose(`${from}.httpGet`, "checks are by HTTP, not HTTPS");
  else if (httpGet) {
    const { path, port, host, httpHeaders = [] } = httpGet;
    const headers = Object.fromEntries([
      ...(host ? [["Host", host] as const] : []),
      ...httpHeaders.map(({ name, value }) => [name, value] as const),
    ]);
    check.http = {
      value: { path, port, ...(Object.keys(headers).length && { headers }) },
      from: `${from}.httpGet`,
    };
  }
  return check;
}

function loseRest(draft: Draft, { containers, resources }: Score, name: string): void {
  const { files, volumes, before } = containers[name]!;
  const from = `containers.${name}`;
  const targets = (given: unknown) =>
    Array.isArray(given)
      ? given.map((each: { target?: string }, index) => each.target ?? `[${index}]`)
      : isObject(given)
        ? Object.keys(given)
        : [];
  for (const target of targets(files))
    draft.lose(`${from}.files ${target}`, "put the file into the image, or its content into env");
  for (const target of targets(volumes))
    draft.lose(
      `${from}.volumes ${target}`,
      "no data is kept when an instance ends: keep it in a database or an object store",
    );
  for (const other of Object.keys(before ?? {}))
    draft.lose(`${from}.before ${other}`, "there is no other container");
  for (const other of Object.keys(containers).filter((each) => each !== name))
    draft.lose(
      `containers.${other}`,
      "Podium runs one container: run this one elsewhere, or do its work in the image",
    );
  for (const [resource, { type }] of Object.entries(resources ?? {}))
    draft.lose(
      `resources.${resource}`,
      `Podium provisions no ${type}: create it, and give its address in env`,
    );
}
