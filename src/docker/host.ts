import { existsSync } from "node:fs";
import { homedir, platform } from "node:os";
import { join } from "node:path";
import { Failure } from "../common/errors";
import { withoutCredentials } from "../common/reach";

const MACHINE = String.raw`(\[[\da-f:]+\]|[\w.-]+)`;

/**
 * A Docker engine's address, as in `DOCKER_HOST`. It has no password, which the `docker` command refuses, too.
 * https://docs.docker.com/reference/cli/docker/#host
 */
export const HOST = new RegExp(
  String.raw`^(unix:///.+|npipe://.+|tcp://${MACHINE}:\d+/?|ssh://([^@:/\s]+@)?${MACHINE}(:\d+)?)$`,
);
export const HOST_RULE =
  "must be a Docker engine's address, such as unix:///var/run/docker.sock, tcp://HOST:PORT or ssh://USER@HOST, without a password";

/**
 * The engine that `DOCKER_HOST` names, or else the one at this machine's socket.
 * @throws Failure if `DOCKER_HOST` is not an address.
 */
export function environmentHost(): string {
  const named = process.env["DOCKER_HOST"];
  if (!named) return socketHost();
  // The `docker` command accepts HOST:PORT; Pulumi's provider does not.
  const host = named.includes("://") ? named : `tcp://${named}`;
  if (HOST.test(host)) return host;
  throw new Failure(`DOCKER_HOST ${HOST_RULE}, got ${JSON.stringify(withoutCredentials(named))}.`);
}

/** The engine at this machine's socket; recent versions of Docker Desktop put it into the home folder. */
export function socketHost(): string {
  if (platform() === "win32") return "npipe:////./pipe/docker_engine";
  const own = join(homedir(), ".docker", "run", "docker.sock");
  return `unix://${existsSync(own) ? own : "/var/run/docker.sock"}`;
}
