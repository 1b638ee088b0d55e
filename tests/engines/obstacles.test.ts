import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { explain, isRootless, obstaclesOf, portProblem } from "../../src/engines/obstacles";
import { variablesFor } from "../../src/engines/machine";
import { serviceOf } from "./support/service";

describe("what keeps an engine from being started", () => {
  const rootless = { SecurityOptions: ["name=seccomp,profile=default", "name=rootless"] };

  it.each([
    ["rootful", rootless, /^hill needs a Docker engine with root's rights.*DOCKER_HOST.*docker\.sock\.$/],
    [
      "amd64",
      { Architecture: "aarch64" },
      /^hill has an image for x86 processors only.*engines\/\.env\.example/,
    ],
    ["cgroup-v1", { CgroupVersion: "2" }, /^hill needs cgroup v1, and this machine has v2/],
  ])("is what Docker is: %s", (requirement, info, message) => {
    const service = serviceOf({ requires: [requirement] });
    expect(obstaclesOf([service], info)).toEqual([expect.stringMatching(message)]);
    const usual = { Architecture: "x86_64", CgroupVersion: "1", SecurityOptions: ["name=seccomp"] };
    expect(obstaclesOf([service], usual)).toEqual([]);
    expect(obstaclesOf([serviceOf()], info)).toEqual([]);
  });

  it("is too little memory for all of them", () => {
    const services = [serviceOf({ memory: 2 * 1024 ** 3 }), serviceOf({ memory: 1024 ** 3 })];
    expect(obstaclesOf(services, { MemTotal: 2 * 1024 ** 3 })).toEqual([
      "Together they may use 3.0 GiB of memory, and Docker has 2.0 GiB: start fewer, or give Docker Desktop more (Settings, Resources).",
    ]);
    expect(obstaclesOf(services, { MemTotal: 4 * 1024 ** 3 })).toEqual([]);
  });

  it("is a port that another program has", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const service = serviceOf({ ports: [{ variable: "PODIUM_HILL_PORT", from: port, to: port }] });
    expect(await portProblem(service)).toBe(
      `hill needs port ${port} of this machine, which another program has. End that, or set PODIUM_HILL_PORT in ` +
        "engines/.env to another one (see engines/.env.example).",
    );
    await new Promise((resolve) => server.close(resolve));
    expect(await portProblem(service)).toBeUndefined();
  });
});

describe("a failure of Docker Compose is explained", () => {
  it.each([
    ["Bind for 127.0.0.1:4646 failed: port is already allocated", /port/],
    ["write /var/lib/docker/tmp/x: no space left on device", /docker system df/],
    ["toomanyrequests: You have reached your pull rate limit", /docker login/],
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
      /registry.*of your own/,
    ],
    ["manifest for example/engine:1 not found: manifest unknown", /cannot be pulled/],
    ["path /var/lib is mounted on / but it is not a shared mount", /make-rshared/],
    [
      'invalid mount config for type "bind": bind source path does not exist: /var/lib/docker/x',
      /PODIUM_DOCKER_ROOT/,
    ],
    ["failed to create task: mount proc: operation not permitted", /privileged/],
  ])("%s", (output, message) => expect(explain(output)).toMatch(message));

  it("unless nothing is known about it", () =>
    expect(explain("container hill is unhealthy")).toBeUndefined());
});

describe("the variables of the Compose file that Podium sets", () => {
  const socket = "unix:///run/user/1000/docker.sock";

  it("are where Docker is", () => {
    expect(variablesFor({ DockerRootDir: "/data/docker" }, socket, {})).toEqual({
      PODIUM_DOCKER_ROOT: "/data/docker",
      DOCKER_HOST: socket,
    });
    const rootless = { SecurityOptions: ["name=rootless"] };
    expect(isRootless(rootless)).toBe(true);
    expect(variablesFor(rootless, socket, {})["PODIUM_DOCKER_SOCKET"]).toBe("/run/user/1000/docker.sock");
  });

  it("include the port of the registry that the user has named on this machine", () => {
    const portFor = (PODIUM_REGISTRY: string) =>
      variablesFor({}, socket, { PODIUM_REGISTRY })["PODIUM_REGISTRY_PORT"];
    expect(portFor("localhost:5001/team")).toBe("5001");
    expect(portFor("registry.example.com")).toBeUndefined();
  });

  it("are not those that the user has set", () => {
    expect(variablesFor({ DockerRootDir: "/data" }, socket, { PODIUM_DOCKER_ROOT: "/mine" })).toEqual({
      DOCKER_HOST: socket,
    });
  });
});
