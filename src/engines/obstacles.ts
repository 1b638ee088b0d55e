import { createServer } from "node:net";
import type { Service } from "./services";

/** What Podium reads about a Docker engine. */
export interface DockerInfo {
  Architecture?: string;
  CgroupVersion?: string;
  DockerRootDir?: string;
  MemTotal?: number;
  SecurityOptions?: string[] | null;
}

/** Whether a Docker engine runs without root's rights. https://docs.docker.com/engine/security/rootless/ */
export const isRootless = ({ SecurityOptions }: DockerInfo): boolean =>
  Boolean(SecurityOptions?.some((each) => each.includes("name=rootless")));

const IMAGES = "engines/.env.example shows how to name another image";

const REQUIREMENTS: Record<string, { isMet: (info: DockerInfo) => boolean; problem: string }> = {
  rootful: {
    isMet: (info) => !isRootless(info),
    problem:
      "needs a Docker engine with root's rights, and this one is rootless. Point DOCKER_HOST at one that is not, such as " +
      "unix:///var/run/docker.sock",
  },
  amd64: {
    isMet: ({ Architecture }) => Architecture === undefined || /^(x86_64|amd64)$/.test(Architecture),
    problem: `has an image for x86 processors only, and this machine has others. ${IMAGES}`,
  },
  "cgroup-v1": {
    isMet: ({ CgroupVersion }) => CgroupVersion !== "2",
    problem:
      "needs cgroup v1, and this machine has v2. It can only be started on a machine with an older system",
  },
};

const GIB = 1024 ** 3;

/** What keeps engines from being started on this Docker engine, one sentence each. */
export function obstaclesOf(services: Service[], info: DockerInfo): string[] {
  const unmet = services.flatMap(({ name, requires }) =>
    requires.flatMap((requirement) => {
      const known = REQUIREMENTS[requirement];
      return !known || known.isMet(info) ? [] : [`${name} ${known.problem}.`];
    }),
  );
  const memory = services.reduce((sum, each) => sum + each.memory, 0);
  if (info.MemTotal && memory > info.MemTotal) {
    const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`;
    unmet.push(
      `Together they may use ${gib(memory)} of memory, and Docker has ${gib(info.MemTotal)}: start fewer, or give Docker ` +
        "Desktop more (Settings, Resources).",
    );
  }
  return unmet;
}

/** Which ports of an engine somebody else has, one sentence for all of them; undefined if none. */
export async function portProblem(service: Service): Promise<string | undefined> {
  const taken: { variable: string; port: number }[] = [];
  for (const { variable, from, to } of service.ports) {
    for (let port = from; port <= to; port++) if (!(await isFree(port))) taken.push({ variable, port });
  }
  if (!taken.length) return undefined;
  const ports = taken.map(({ port }) => port).join(", ");
  const variables = [...new Set(taken.map(({ variable }) => variable))].join(" and ");
  return (
    `${service.name} needs ${taken.length > 1 ? "the ports" : "port"} ${ports} of this machine, which another program has. End ` +
    `that, or set ${variables} in engines/.env to another one (see engines/.env.example).`
  );
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    // Whoever may not listen there does not know.
    server.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "EADDRINUSE"));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const EXPLANATIONS: [RegExp, string][] = [
  [
    /port is already allocated|address already in use|ports are not available/i,
    "Another program has a port that it needs. End that, or set another port in engines/.env (see engines/.env.example).",
  ],
  [
    /no space left on device|disk quota exceeded/i,
    "There is no space left for Docker. `docker system df` shows what takes it, and `docker system prune` frees what is unused.",
  ],
  [
    /toomanyrequests|rate limit/i,
    `The image's registry permits no more downloads for now. Log in with \`docker login\`, wait, or use a registry of your own: ${IMAGES}.`,
  ],
  [
    /manifest unknown|not found|pull access denied|no matching manifest|unauthorized|no such host|failed to resolve|TLS handshake|certificate|i\/o timeout|connection refused|deadline exceeded|proxyconnect/i,
    `An image cannot be pulled. If its registry cannot be reached from here, use one of your own: ${IMAGES}.`,
  ],
  [
    /not a shared mount/i,
    "The engine mounts folders that Docker must see. On a Linux host without systemd: `sudo mount --make-rshared /`.",
  ],
  [
    /bind source path does not exist/i,
    "Docker's folder is elsewhere. Set PODIUM_DOCKER_ROOT in engines/.env to what `docker info` shows as Docker Root Dir.",
  ],
  [
    /operation not permitted|permission denied/i,
    "Docker does not permit what the engine needs, such as privileged containers or access to its socket.",
  ],
  [/cannot connect to the docker daemon/i, "Docker has stopped responding."],
];

/** What a failure of Docker Compose means, and what to do; undefined if that is not known. */
export const explain = (output: string): string | undefined =>
  EXPLANATIONS.find(([pattern]) => pattern.test(output))?.[1];
