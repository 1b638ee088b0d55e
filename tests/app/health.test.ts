import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { killAll, launch, run, start } from "./support/service";

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

  it("waits for a slow answer, however long the engine's own timeout is", async () => {
    const { port, url } = await start({ PODIUM_FAULTS: "on", PODIUM_FAULT: "hang" });
    const begin = performance.now();
    const checked = check({ PORT: String(port) });
    await sleep(2500);
    await fetch(`${url}/faults`, { method: "DELETE" });
    expect(await checked).toEqual({ code: 0, said: "" });
    expect(performance.now() - begin).toBeGreaterThan(2500);
  });

  it("ends at once when the engine's timeout is over", async () => {
    const { port } = await start({ PODIUM_FAULTS: "on", PODIUM_FAULT: "hang" });
    const { child, ended } = await launch(["health"], { PORT: String(port) });
    await sleep(1000);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" });
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
