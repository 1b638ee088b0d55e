import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { isLoopback } from "../common/reach";
import { environmentHost, socketHost } from "./host";

/** Milliseconds that the engine may be silent. */
const TIMEOUT_MS = 10_000;

/** How to reach an engine. */
export interface ConnectOptions {
  /** Its address, as in `DOCKER_HOST`; by default that of the environment. */
  host?: string;
  /** Milliseconds that it may be silent before a request fails; 0 for any length of time. */
  timeout?: number;
}

/**
 * A client of a Docker engine. `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` apply to any host: keys are the environment's.
 * Loads the library only now: that takes longer than loading all of Podium.
 * @throws Failure if `DOCKER_HOST` is needed and not an address.
 */
export async function connect({
  host = environmentHost(),
  timeout = TIMEOUT_MS,
}: ConnectOptions = {}): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  return new Client({ timeout, ...optionsOf(host) });
}

/** Every option that the library would otherwise read from `DOCKER_HOST`. */
function optionsOf(host: string): Docker.DockerOptions {
  const [, socketPath] = /^(?:unix|npipe):\/\/(.+)$/.exec(host) ?? [];
  if (socketPath) return { socketPath, protocol: "http", host: undefined, port: undefined };
  const { protocol, hostname, port, username } = new URL(host);
  if (protocol === "ssh:") {
    const sshOptions = { agent: process.env["SSH_AUTH_SOCK"] };
    return { protocol: "ssh", host: hostname, port: port || 22, username, sshOptions };
  }
  // 2376 is Docker's port for TLS.
  const isTls = process.env["DOCKER_TLS_VERIFY"] || port === "2376";
  return { protocol: isTls ? "https" : "http", host: hostname, port, ...certificates() };
}

function certificates(): Docker.DockerOptions {
  const folder = process.env["DOCKER_CERT_PATH"];
  if (!folder) return {};
  const [ca, cert, key] = ["ca", "cert", "key"].map((name) => readFileSync(join(folder, `${name}.pem`)));
  return { ca, cert, key };
}

/** What the library knows about its engine, which its types leave out. */
interface Modem {
  host?: string;
  port?: number | string;
  protocol: string;
  getSocketPath(): Promise<string>;
}

/** Where a client reaches its engine, without a user name, e.g. `unix:///var/run/docker.sock`. */
export async function addressOf(docker: Docker): Promise<string> {
  const modem = docker.modem as unknown as Modem;
  const { host, port, protocol } = modem;
  if (host) return `${protocol === "ssh" ? "ssh" : "tcp"}://${host}${port ? `:${port}` : ""}`;
  const socket = await modem.getSocketPath();
  return `${socket.startsWith("//./pipe/") ? "npipe" : "unix"}://${socket}`;
}

/**
 * Whether an engine provably runs on this machine, or in a virtual machine that belongs to it. A socket does. A loopback
 * address alone is no proof, since a tunnel to another machine also ends there: the engine at this machine's socket has
 * to be the same one, by its id. The host's name would prove less, as cloned machines share it.
 */
export async function isLocal(docker: Docker): Promise<boolean> {
  const address = await addressOf(docker);
  if (!/^(tcp|ssh):/.test(address)) return true;
  if (!isLoopback(address)) return false;
  const here = await connect({ host: socketHost(), timeout: 1_000 });
  const [id, other] = await Promise.all([docker, here].map(idOf));
  return id !== undefined && id === other;
}

const idOf = (docker: Docker): Promise<string | undefined> =>
  docker.info().then(
    ({ ID }: { ID?: string }) => ID,
    () => undefined,
  );

/** Podman speaks Docker's API, but lacks parts of it. */
export async function isPodman(docker: Docker): Promise<boolean> {
  const { Components } = await docker.version();
  return Boolean(Components?.some(({ Name }) => Name.startsWith("Podman")));
}

/** The HTTP status of the engine's response, if an error is one. */
export const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode;
