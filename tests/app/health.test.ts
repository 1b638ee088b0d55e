import { once } from "node:events";
import { createServer, Socket, type AddressInfo } from "node:net";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { checkHealth } from "../../app/health";
import { cleanUp, launch, run, start } from "./support/service";

afterAll(cleanUp);

const check = async (env: Record<string, string>) => {
  const { code, stdout, stderr } = await run(["health"], env);
  return { code, output: stdout + stderr };
};

/** A server that reports each connection as an event and leaves the response to the test. */
async function silentServer() {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { server, PORT: String((server.address() as AddressInfo).port) };
}

const nextConnection = async (server: ReturnType<typeof createServer>) =>
  (await once(server, "connection"))[0] as Socket;

describe("the health command", () => {
  it("prints nothing when the service is healthy, and one line when it is not or does not run", async () => {
    const service = await start({ PODIUM_FAULTS: "on", PODIUM_FAULT: "unready" });
    const PORT = String(service.port);
    expect(await check({ PORT })).toEqual({ code: 0, output: "" });
    expect(await check({ PORT, PODIUM_HEALTH_PATH: "/readyz" })).toEqual({
      code: 1,
      output: `podium: GET http://127.0.0.1:${PORT}/readyz: responded with 503\n`,
    });
    service.kill("SIGKILL");
    await service.ended;
    expect(await check({ PORT })).toEqual({
      code: 1,
      output: `podium: GET http://127.0.0.1:${PORT}/healthz: connect ECONNREFUSED 127.0.0.1:${PORT}\n`,
    });
  });

  it("waits for a response without a timeout of its own, since the orchestrator's health check has one", async () => {
    const { server, PORT } = await silentServer();
    const timers = [
      vi.spyOn(globalThis, "setTimeout"),
      vi.spyOn(AbortSignal, "timeout"),
      vi.spyOn(Socket.prototype, "setTimeout"),
    ];
    const checked = checkHealth({ PORT });
    const socket = await nextConnection(server);
    await once(socket, "data");
    socket.end("HTTP/1.1 204 No Content\r\n\r\n");
    expect(await checked).toBeNull();
    for (const timer of timers) expect(timer).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("ends when the orchestrator terminates it at the timeout of the health check", async () => {
    const { server, PORT } = await silentServer();
    const { child, ended } = await launch(["health"], { PORT });
    const socket = await nextConnection(server);
    socket.on("error", () => {});
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" });
  });

  it("reports invalid settings in one line", async () => {
    expect(await checkHealth({ PORT: "0" })).toBe('PORT="0": must be an integer from 1 to 65535');
    expect(await checkHealth({ PODIUM_HEALTH_PATH: "healthz" })).toBe(
      'PODIUM_HEALTH_PATH="healthz": must be a path that starts with /',
    );
  });
});
