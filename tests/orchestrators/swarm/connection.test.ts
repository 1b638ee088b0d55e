import { afterEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/common/errors";
import { swarm } from "../../../src/orchestrators/swarm";
import { schema } from "../../../src/orchestrators/swarm/connection";
import { InvalidConfig } from "../../../src/workload/problems";
import { homeWithSocket } from "../../docker/socket";
import { valueOf } from "../../outputs";
import { runStack } from "../../stack";

const CONFIGURED = "tcp://manager.example.com:2376";

afterEach(() => vi.unstubAllEnvs());

describe("the connection to a swarm", () => {
  it("is the configured engine, then that of DOCKER_HOST, then the one at the socket", async () => {
    const path = await homeWithSocket(1);
    vi.stubEnv("DOCKER_HOST", "ssh://deploy@manager.example.com");
    expect(swarm.connectionOf({ "docker:host": CONFIGURED })).toEqual({ host: CONFIGURED });
    expect(swarm.connectionOf({})).toEqual({ host: "ssh://deploy@manager.example.com" });
    vi.stubEnv("DOCKER_HOST", undefined);
    expect(swarm.connectionOf({})).toEqual({ host: `unix://${path}` });
  });

  it("fits its schema, which has no secret", () => {
    const connection = swarm.connectionOf({ "docker:host": CONFIGURED });
    expect(schema.strict().parse(connection)).toEqual(connection);
  });

  it("does not depend on DOCKER_HOST when the configuration names an engine", () => {
    vi.stubEnv("DOCKER_HOST", "nonsense");
    expect(swarm.connectionOf({ "docker:host": CONFIGURED })).toEqual({ host: CONFIGURED });
    expect(() => swarm.connectionOf({})).toThrow(Failure);
    expect(() => swarm.connectionOf({})).toThrow(/^DOCKER_HOST must be a Docker engine's address/);
  });

  it("refuses a configured address that is none, or that has a password", () => {
    for (const host of ["/var/run/docker.sock", "ssh://deploy:s3cret@manager.example.com"]) {
      expect(() => swarm.connectionOf({ "docker:host": host })).toThrow(InvalidConfig);
      expect(() => swarm.connectionOf({ "docker:host": host })).toThrow(
        /^docker:host must be a Docker engine's address/,
      );
    }
  });

  it("never has the password that DOCKER_HOST contains", () => {
    vi.stubEnv("DOCKER_HOST", "ssh://deploy:s3cret@manager.example.com");
    expect(() => swarm.connectionOf({})).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("s3cret") as string }),
    );
  });

  it("refuses a setting that the stack does not have", () => {
    expect(() => swarm.connectionOf({ "podium-swarm:host": CONFIGURED })).toThrow(
      "podium-swarm:host is not a setting of this stack, which has docker:host, podium-swarm:nodeHost, podium-swarm:nodeHosts",
    );
  });
});

describe("the stack's program", () => {
  it("deploys to the configured engine, and pins it", async () => {
    const { resources, result } = await runStack("swarm", {
      "docker:host": CONFIGURED,
      "podium-swarm:nodeHost": "node.example.com",
    });
    const provider = resources.find(({ type }) => type === "pulumi:providers:docker");
    expect(provider!.inputs).toMatchObject({ host: CONFIGURED, context: "" });
    expect(await valueOf(result["connection"])).toEqual({ host: CONFIGURED });
    expect(await valueOf(result["endpoints"])).toEqual(["http://node.example.com:8087"]);
    expect(await valueOf(result["reference"])).toBe("podium-dev");
    expect(result["orchestrator"]).toBe("swarm");
  });

  it("deploys to the engine of DOCKER_HOST otherwise, at localhost", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:2375");
    const { result } = await runStack("swarm", { "podium:publicPort": "8099" });
    expect(await valueOf(result["connection"])).toEqual({ host: "tcp://127.0.0.1:2375" });
    expect(await valueOf(result["endpoints"])).toEqual(["http://localhost:8099"]);
  });
});
