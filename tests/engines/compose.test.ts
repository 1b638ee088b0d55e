import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compose, COMPOSE_FILE, findCompose, PROJECT } from "../../src/engines/compose";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { engineNames, readServices } from "../../src/engines/services";

const text = readFileSync(COMPOSE_FILE, "utf8");

interface Service {
  image: string;
  labels: Record<string, string>;
  ports?: { host_ip?: string; published: string; target: number }[];
  healthcheck?: object;
  mem_limit?: string;
  profiles?: string[];
  volumes?: { type: string; source: string; target: string; bind?: { propagation?: string } }[];
  network_mode?: string;
}

describe("engines/compose.yaml", () => {
  it("is the project that Podium looks for", () =>
    expect(parse(text, { merge: true })).toHaveProperty("name", PROJECT));

  it("has every variable with its default in .env.example", () => {
    const used = [...text.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(([, name, value]) => `#${name}=${value}`);
    const example = readFileSync(join(COMPOSE_FILE, "..", ".env.example"), "utf8");
    const offered = [...example.matchAll(/^#(?:PODIUM_\w+)=.*$/gm)].map(([line]) => line);
    expect(offered.sort()).toEqual([...new Set(used)].sort());
  });

  it("has engines of orchestrators, and a registry; what was never tried has a profile", () => {
    for (const name of engineNames()) expect(["registry", ...ORCHESTRATOR_NAMES]).toContain(name);
    const untried = engineNames().filter((name) => !engineNames(true).includes(name));
    const comments = text.split(/\n(?= {2}[\w-]+:\n)/);
    for (const name of untried) {
      const before = comments[comments.findIndex((part) => part.startsWith(`  ${name}:`)) - 1];
      expect(before?.split("\n\n").at(-1)).toContain("NOT TRIED");
    }
  });
});

const docker = await findCompose({}).catch(() => undefined);

// Without Docker Compose these are reported as skipped. No engine is needed.
describe.skipIf(!docker)("engines/compose.yaml as Docker Compose reads it", async () => {
  const rendered =
    docker &&
    (JSON.parse(await compose(docker, ["--profile", "*", "config", "--format", "json"])) as {
      services: Record<string, Service>;
      volumes: Record<string, { labels: Record<string, string> }>;
    });
  const services = Object.entries(rendered?.services ?? { none: {} as Service });

  it.each(services)("pins %s by version, limits its memory and says who made it", (_, service) => {
    expect(service.image).toMatch(/:[^:/]*\d[^:/]*$/);
    expect(Number(service.mem_limit)).toBeGreaterThan(0);
    expect(service.labels["managed-by"]).toBe("podium");
  });

  it.each(services)("publishes %s on this machine only", (_, { ports = [] }) => {
    for (const port of ports) expect(port.host_ip).toBe("127.0.0.1");
  });

  it("publishes the ports that are labelled, and no others", async () => {
    for (const { name, ports } of await readServices(docker!)) {
      const labelled = ports.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, index) => from + index),
      );
      const { ports: published, network_mode: network } = rendered!.services[name]!;
      if (network !== "host")
        expect(published!.map((each) => Number(each.published)).sort()).toEqual(labelled.sort());
      expect(labelled.length).toBeGreaterThan(0);
    }
  });

  it("says for every engine how stacks reach it", async () => {
    for (const { environment, file } of await readServices(docker!)) {
      expect([...Object.values(environment), file?.path].filter(Boolean)).not.toEqual([]);
    }
  });

  it("gives a client in a container the paths of the host", () => {
    const mounts = rendered!.services["nomad"]!.volumes!;
    const data = mounts.find(({ bind }) => bind?.propagation === "rshared")!;
    expect(data.source).toBe(data.target);
    expect(data.source).toMatch(/\/volumes\/podium-engines_nomad\/_data$/);
    expect(mounts.map(({ source }) => source)).toContain("nomad");
  });

  it("labels every volume with its engine", () => {
    for (const [name, { labels }] of Object.entries(rendered!.volumes))
      expect(labels["podium.engine"]).toBe(name);
  });

  it("takes images and ports from the environment", async () => {
    const own = await findCompose({
      PODIUM_NOMAD_IMAGE: "registry.example.com/nomad:9",
      PODIUM_NOMAD_PORT: "19646",
      COMPOSE_PROFILES: "nodes",
    });
    const nomad = (await readServices(own)).find(({ name }) => name === "nomad");
    expect(nomad).toMatchObject({
      image: "registry.example.com/nomad:9",
      environment: { NOMAD_ADDR: "http://127.0.0.1:19646" },
    });
  });
});
