import { performance } from "node:perf_hooks";
import { afterAll, describe, expect, it } from "vitest";
import { killAll, run, start } from "./support/service";

afterAll(killAll);

const check = async (env: Record<string, string>) => {
  const { code, stdout, stderr } = await run(["health"], env);
  return { code, said: stdout + stderr };
};

describe.concurrent("the health command", () => {
  it("says nothing when the service is well, and one line when it is not or is gone", async () => {
    const service = await start({ PODIUM_FAULTS: "on", PODIUM_FAULT: "unready" });
    const PORT = String(service.port);
    expect(await check({ PORT })).toEqual({ code: 0, said: "" });
    expect(await check({ PORT, PODIUM_HEALTH_PATH: "/readyz" })).toEqual({
      code: 1,
      said: `podium: GET http://127.0.0.1:${PORT}/readyz: answered 503\n`,
    });
    service.kill("SIGKILL");
    await service.ended;
    expect(await check({ PORT })).toEqual({
      code: 1,
      said: `podium: GET http://127.0.0.1:${PORT}/healthz: connect ECONNREFUSED 127.0.0.1:${PORT}\n`,
    });
  });

  it("does not wait for a hung service", async () => {
    const { port } = await start({ PODIUM_FAULTS: "on", PODIUM_FAULT: "hang" });
    const begin = performance.now();
    expect(await check({ PORT: String(port) })).toEqual({
      code: 1,
      said: `podium: GET http://127.0.0.1:${port}/healthz: no answer within 2 s\n`,
    });
    expect(performance.now() - begin).toBeLessThan(3000);
  });

  it("fails in one line when it does not know where to ask", async () => {
    expect(await check({ PORT: "0" })).toEqual({
      code: 1,
      said: 'podium: PORT="0": must be an integer from 1 to 65535\n',
    });
    expect(await check({ PODIUM_HEALTH_PATH: "healthz" })).toEqual({
      code: 1,
      said: 'podium: PODIUM_HEALTH_PATH="healthz": must be a path\n',
    });
  });
});
