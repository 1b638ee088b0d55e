import { Failure } from "../common/errors";
import { reasonOf } from "../common/reason";
import { describeImage, type DescribedImage, type ImageConfig } from "../image/describe";
import { dockerLogin } from "../image/dockerLogin";
import { imageByDigest, parseImage } from "../image/name";
import { Repository } from "../image/repository";
import { takeChecks, type ToldCheck, withDockersDefaults } from "./checks";
import type { Draft } from "./draft";
import type { Source } from "./source";
import { takeUser } from "./user";

/** Seconds for one request: configurations are small. */
const REQUEST_SECONDS = 20;

/**
 * Completes a draft with its image: by digest, and with what the image's own configuration tells where the source does not.
 * @throws Failure if the image is named by a tag, and its registry does not tell the digest.
 */
export async function takeImage(source: Source): Promise<void> {
  const { draft, image } = source;
  if (!isImageName(image.name))
    throw new Failure(
      `${image.from}: ${JSON.stringify(image.name)} is not the name of an image, such as nginx:1.29 or registry.example.com/team/app@sha256:…`,
    );
  const found = await describe(source);
  const reference = parseImage(image.name);
  const digest = found?.digest ?? reference.digest;
  draft.values["image"] = imageByDigest(`${reference.registry}/${reference.repository}@${digest}`);
  const why = reference.digest
    ? "by digest already"
    : `${reference.tag ?? "latest"} means this digest now; run podium import again for a newer one`;
  draft.items.push({ outcome: "taken", from: image.from, to: "image", why });
  draft.comments.set("image", `${image.name}${reference.digest ? "" : ", as of the import"}`);
  takeConfig(source, found?.config ?? {});
}

/** Whether text is an image's name, with or without a tag or a digest. */
export const isImageName = (text: string): boolean =>
  imageByDigest(text.includes("@") ? text : `${text}@sha256:${"0".repeat(64)}`) !== undefined;

async function describe({ draft, image }: Source): Promise<DescribedImage | undefined> {
  const name = parseImage(image.name);
  let problem = "";
  const login = await dockerLogin(name.registry).catch((error: unknown) => {
    problem = ` (${reasonOf(error)})`;
    return undefined;
  });
  try {
    const repository = new Repository(name, login, REQUEST_SECONDS);
    const found = await describeImage(name.digest ?? name.tag ?? "latest", repository);
    if (login)
      draft.lose(
        `the login at ${name.registry}`,
        "read with Docker's login; engines that need one, too: podium:registryCredentials in each stack's folder",
      );
    draft.keep(`${image.from}, its configuration`, `read for ${found.platform}`);
    return found;
  } catch (error) {
    const reason = `${reasonOf(error)}${problem}`;
    if (!name.digest)
      throw new Failure(
        `${image.name}: its registry, ${name.registry}, does not tell the digest: ${reason}\n` +
          "Nothing was written, since podium.yaml takes images by digest only. " +
          "Name it as repository@sha256:…, or log in with `docker login` if it is private.",
      );
    draft.lose(`${image.from}, its configuration`, `could not be read from ${name.registry}: ${reason}`);
    return undefined;
  }
}

/** Ports, user, entry point, health check, stop signal, volumes, working directory and environment. */
function takeConfig(source: Source, config: ImageConfig): void {
  const { draft, replaces } = source;
  takePort(source, config);
  if (replaces.has("user")) {
    if (config.User) draft.keep("image: USER", "replaced by the source's own");
  } else takeUser(draft, "image: USER", config.User ?? "");
  takeKept(draft, config, replaces);
  for (const path of Object.keys(config.Volumes ?? {})) takeWritable(draft, "image: VOLUME", path);
  takeHealth(source, config);
  if (replaces.has("root file system")) return;
  const approximately = "nothing says that it can do with a read-only one; true is safer, if it works";
  draft.take("root file system", "readOnlyRootFilesystem", false, { approximately });
}

function takePort({ draft, replaces }: Source, { ExposedPorts, Env }: ImageConfig): void {
  const exposed = Object.keys(ExposedPorts ?? {});
  const [, wanted] = /^PORT=(\d+)$/.exec(Env?.find((each) => /^PORT=\d+$/.test(each)) ?? "") ?? [];
  const ports = exposed.filter((each) => !each.endsWith("/udp")).map((each) => Number.parseInt(each));
  const port =
    wanted && (!ports.length || ports.includes(Number(wanted))) ? Number(wanted) : Math.min(...ports);
  if (replaces.has("port")) {
    for (const each of exposed) draft.keep(`image: EXPOSE ${each}`, "the source names the port");
    return;
  }
  const otherwise = "have the app listen on another port";
  if (Number.isFinite(port)) draft.take(`image: EXPOSE ${port}`, "port", port, { otherwise });
  for (const each of exposed.filter((each) => Number.parseInt(each) !== port || each.endsWith("/udp")))
    draft.lose(`image: EXPOSE ${each}`, "a workload has one port, by TCP");
  if (draft.has("port") || Number.isFinite(port)) return;
  const approximately = "nothing says where it listens: it has to listen where the variable PORT tells it";
  draft.take("port", "port", 8080, { approximately });
}

/** What is in the image, and stays in force without being written. */
function takeKept(draft: Draft, config: ImageConfig, replaces: Source["replaces"]): void {
  const kept = "stays in force, from the image";
  if (config.Entrypoint?.length)
    draft.keep("image: ENTRYPOINT", replaces.has("entrypoint") ? "replaced by the source's own" : kept);
  if (config.Cmd?.length)
    draft.keep(
      "image: CMD",
      replaces.has("command") || replaces.has("entrypoint") ? "replaced by the source's own" : kept,
    );
  if (config.WorkingDir) draft.keep("image: WORKDIR", kept);
  if (config.StopSignal)
    draft.keep("image: STOPSIGNAL", draft.has("stopSignal") ? "replaced by the source's own" : kept);
  // Names only: people have left secrets in images.
  const names = (config.Env ?? []).map((each) => each.split("=")[0]!);
  if (names.length)
    draft.keep(`image: ENV ${names.join(", ")}`, `${kept}, apart from PORT, which Podium sets`);
}

/** A folder that the app writes to. Nothing in it is kept when an instance ends. */
export function takeWritable(draft: Draft, from: string, path: string): void {
  const former = (draft.values["writable"] ?? []) as string[];
  if (former.includes(path)) return draft.keep(`${from} ${path}`, "writable already");
  draft.take(`${from} ${path}`, "writable", [...former, path], {
    approximately: "writable, but what is in it goes with the instance",
    otherwise: "what is written there goes with the instance",
  });
}

function takeHealth(source: Source, config: ImageConfig): void {
  const { draft } = source;
  const { health, readiness } = source.checks;
  if (health && "none" in health) return takeChecks(source, { health, readiness });
  const own = healthOf(config);
  const isComplete = health?.command !== undefined || health?.http !== undefined;
  if (isComplete || !own) {
    if (own) draft.keep("image: HEALTHCHECK", "replaced by the source's own");
    return takeChecks(source, { health, readiness });
  }
  if ("none" in own) return takeChecks(source, { health: own, readiness });
  takeChecks(source, { health: { ...withDockersDefaults(own), ...health }, readiness });
}

const NANOSECONDS = 1e9;

function healthOf({
  Healthcheck,
  Shell = ["/bin/sh", "-c"],
}: ImageConfig): ToldCheck | { none: string } | undefined {
  const { Test = [], Interval, Timeout, StartPeriod, Retries } = Healthcheck ?? {};
  const from = "image: HEALTHCHECK";
  if (Test[0] === "NONE") return { none: from };
  const command = commandOf(Test, Shell);
  if (!command) return undefined;
  const told = (value: number | undefined, unit = 1) => (value ? { value: value / unit, from } : undefined);
  const parts = {
    command: { value: command, from },
    interval: told(Interval, NANOSECONDS),
    timeout: told(Timeout, NANOSECONDS),
    failures: told(Retries),
    start: told(StartPeriod, NANOSECONDS),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part));
}

/** The command of a health check as Docker writes it; undefined if there is none. */
export function commandOf(
  [kind, ...words]: string[],
  shell: string[] = ["/bin/sh", "-c"],
): string[] | undefined {
  if (!words.length) return undefined;
  return kind === "CMD" ? words : kind === "CMD-SHELL" ? [...shell, words.join(" ")] : undefined;
}
