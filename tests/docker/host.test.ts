import { platform } from "node:os";
import { afterEach, describe, expect, it, vi } from "vitest";
import { environmentHost, HOST, socketHost } from "../../src/docker/host";
import { Failure } from "../../src/common/errors";
import { homeWithSocket } from "./socket";
import { temporaryFolder } from "../folder";

vi.mock("node:os", async (original) => {
  const os = await original<typeof import("node:os")>();
  return { ...os, platform: vi.fn(os.platform) };
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(platform).mockReset();
});

describe("a Docker engine's address", () => {
  it.each([
    "unix:///var/run/docker.sock",
    "npipe:////./pipe/docker_engine",
    "tcp://127.0.0.1:2375",
    "tcp://127.0.0.1:2375/",
    "tcp://[::1]:2376",
    "tcp://manager.example.com:2376",
    "ssh://manager.example.com",
    "ssh://deploy@manager.example.com:2222",
  ])("can be %s", (host) => expect(HOST.test(host)).toBe(true));

  it.each([
    "/var/run/docker.sock",
    "unix://docker.sock",
    "tcp://127.0.0.1",
    "tcp://a b:2375",
    "tcp://user:s3cret@manager.example.com:2375",
    "ssh://deploy:s3cret@manager.example.com",
    "ssh://",
    "https://manager.example.com:2376",
  ])("cannot be %s", (host) => expect(HOST.test(host)).toBe(false));
});

describe("the engine of the environment", () => {
  it("is the one that DOCKER_HOST names", () => {
    vi.stubEnv("DOCKER_HOST", "ssh://deploy@manager.example.com");
    expect(environmentHost()).toBe("ssh://deploy@manager.example.com");
  });

  it("can be named without tcp://, as for the docker command", () => {
    vi.stubEnv("DOCKER_HOST", "127.0.0.1:2375");
    expect(environmentHost()).toBe("tcp://127.0.0.1:2375");
  });

  it("is an error that names DOCKER_HOST, but no password, when its value is not an address", () => {
    vi.stubEnv("DOCKER_HOST", "ssh://deploy:s3cret@manager.example.com");
    expect(environmentHost).toThrow(Failure);
    expect(environmentHost).toThrow(
      "DOCKER_HOST must be a Docker engine's address, such as unix:///var/run/docker.sock, tcp://HOST:PORT or " +
        'ssh://USER@HOST, without a password, got "ssh://manager.example.com".',
    );
  });

  it.each([undefined, ""])("is the one at the socket when DOCKER_HOST is %j", (host) => {
    vi.stubEnv("DOCKER_HOST", host);
    vi.stubEnv("HOME", temporaryFolder());
    expect(environmentHost()).toBe("unix:///var/run/docker.sock");
  });
});

describe("the socket", () => {
  it("is the one in the home folder if it exists", async () => {
    const path = await homeWithSocket(1);
    expect(socketHost()).toBe(`unix://${path}`);
  });

  it("is a named pipe on Windows", () => {
    vi.mocked(platform).mockReturnValue("win32");
    expect(socketHost()).toBe("npipe:////./pipe/docker_engine");
  });
});
