import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { registryName } from "./name";
import type { Login } from "./repository";

/** What `docker login` leaves. https://docs.docker.com/reference/cli/docker/login/#credential-stores */
interface DockerConfig {
  auths?: Record<string, { auth?: string; identitytoken?: string }>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
}

/** How Docker's configuration names Docker Hub. */
const DOCKER_HUB = "https://index.docker.io/v1/";
/** The name under which a credential helper returns a token instead of a password. */
const TOKEN = "<token>";

/**
 * The login that `docker login` has stored for a registry, in its configuration file or by a credential helper; undefined if
 * there is none.
 * @param registry host and port.
 * @throws Error, without any secret, if the file, the helper or the login cannot be used.
 */
export async function dockerLogin(registry: string): Promise<Login | undefined> {
  const config = readConfig();
  const server = registry === "docker.io" ? DOCKER_HUB : registry;
  const isIt = ([key]: [string, unknown]) =>
    registryName(key) === registry || registryName(hostOf(key)) === registry;
  const helper = Object.entries(config.credHelpers ?? {}).find(isIt)?.[1] ?? config.credsStore;
  const found = helper ? await ask(helper, server) : undefined;
  const stored = found ?? decoded(Object.entries(config.auths ?? {}).find(isIt)?.[1]);
  if (stored?.username === TOKEN)
    throw new Error(
      `the stored login at ${registry} is an identity token, which is not supported: log in with an access token`,
    );
  return stored;
}

function readConfig(): DockerConfig {
  const folder = process.env["DOCKER_CONFIG"] || join(homedir(), ".docker");
  let text: string;
  try {
    text = readFileSync(join(folder, "config.json"), "utf8");
  } catch {
    return {};
  }
  try {
    return JSON.parse(text) as DockerConfig;
  } catch {
    // The parser's message would repeat a part of the file.
    throw new Error("Docker's config.json is not JSON");
  }
}

/** Older entries are URLs. */
const hostOf = (key: string) => key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");

function decoded(entry?: { auth?: string; identitytoken?: string }): Login | undefined {
  if (entry?.identitytoken) return { username: TOKEN, password: "" };
  const [, username, password] =
    /^([^:]+):(.*)$/s.exec(Buffer.from(entry?.auth ?? "", "base64").toString()) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}

/** Seconds that a helper has, which may have to unlock a store. */
const HELPER_SECONDS = 30;

/** https://github.com/docker/docker-credential-helpers#development */
function ask(helper: string, server: string): Promise<Login | undefined> {
  const program = `docker-credential-${helper}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, ["get"], {
      stdio: ["pipe", "pipe", "ignore"],
      timeout: HELPER_SECONDS * 1000,
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(`${program} cannot be run: ${error.code}`)),
    );
    child.on("close", (code) => {
      if (code === 0) {
        try {
          const { Username, Secret } = JSON.parse(output) as Record<string, string>;
          return resolve({ username: Username ?? "", password: Secret ?? "" });
        } catch {
          return reject(new Error(`${program} returned no JSON`));
        }
      }
      // Helpers say this on standard output, and that is no failure.
      if (/credentials not found/i.test(output)) return resolve(undefined);
      reject(new Error(`${program} failed with exit code ${code}`));
    });
    child.stdin.on("error", () => undefined).end(server);
  });
}
