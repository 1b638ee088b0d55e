import type Docker from "dockerode";
import { isLoopback } from "../../common/reach";

/** Milliseconds that the engine has for an answer. */
const TIMEOUT_MS = 10_000;

/**
 * A client of the Docker engine that DOCKER_HOST and DOCKER_CERT_PATH name, or else of the one on this machine.
 * Loaded when used: the client takes longer to load than all of Podium.
 */
export async function connect(options: Docker.DockerOptions = {}): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  return new Client({ timeout: TIMEOUT_MS, ...options });
}

/** What the client library knows of its engine, which its types keep to themselves. */
interface Modem {
  host?: string;
  port?: number | string;
  protocol: string;
  getSocketPath(): Promise<string>;
}

/** Where the client finds its engine, as DOCKER_HOST would say it, e.g. `unix:///var/run/docker.sock`. */
export async function addressOf(docker: Docker): Promise<string> {
  const modem = docker.modem as unknown as Modem;
  const { host, port, protocol } = modem;
  if (host) return `${protocol === "ssh" ? "ssh" : "tcp"}://${host}${port ? `:${port}` : ""}`;
  const socket = await modem.getSocketPath();
  return `${socket.startsWith("//./pipe/") ? "npipe" : "unix"}://${socket}`;
}

/** Whether an engine is on this machine, or in a virtual machine that belongs to it. */
export const isLocal = (address: string) => !/^(tcp|ssh):/.test(address) || isLoopback(address);

/** Podman speaks Docker's API, but has no Swarm mode. */
export async function isPodman(docker: Docker): Promise<boolean> {
  const { Components } = await docker.version();
  return Boolean(Components?.some(({ Name }) => Name.startsWith("Podman")));
}

/** The status of the engine's answer where an error is one. */
export const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode;
