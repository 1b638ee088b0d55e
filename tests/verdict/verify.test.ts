import { createServer, type ServerResponse } from "node:http";
import { describe, expect, it, vi } from "vitest";
import type { Instance } from "../../src/orchestrators/engine";
import { look, verify } from "../../src/verdict/verify";
import { fakeEngine } from "../engine";
import { listen } from "../listen";

const imageOf = (digit: string) => `registry.example.com/own@sha256:${digit.repeat(64)}`;
const IMAGE = imageOf("a");
const INSTANCES: Instance[] = [
  { id: "a", state: "ready", image: IMAGE },
  { id: "b", state: "ready", image: imageOf("b") },
  { id: "c", state: "starting", image: IMAGE },
];

/** One look at an application that answers `/up` with its instance, as the sample answers `/api/info`. */
async function looked(isSample: boolean) {
  const asked = new Set<string | undefined>();
  const server = createServer(({ url }, response) => {
    asked.add(url);
    response.end('{"instance":"x","version":"v1","digest":null}');
  });
  const outputs = {
    endpoints: [await listen(server)],
    reference: "web",
    connection: {},
    wanted: { image: IMAGE, version: "v1", isSample, readinessPath: "/up", min: 1, max: 1 },
  };
  const { confirmed } = await look(outputs, fakeEngine({ instances: async () => INSTANCES }));
  return { confirmed, asked: [...asked] };
}

it("counts the sample's instances by who has answered", async () => {
  expect(await looked(true)).toEqual({ confirmed: ["x"], asked: ["/api/info"] });
});

it("counts those of an image of one's own as the engine does, and asks for the readiness path", async () => {
  expect(await looked(false)).toEqual({ confirmed: ["a"], asked: ["/up"] });
});

it("sends the headers of the readiness check, Host among them", async () => {
  const hosts = new Set<string | undefined>();
  const server = createServer(({ headers }, response) => {
    hosts.add(headers.host);
    response.end();
  });
  const readinessHeaders = { Host: "a.example.com" };
  const wanted = { image: IMAGE, version: "v1", isSample: false, readinessPath: "/up", readinessHeaders };
  const outputs = { endpoints: [await listen(server)], reference: "web", connection: {} };
  await look({ ...outputs, wanted: { ...wanted, min: 1, max: 1 } }, fakeEngine());
  expect([...hosts]).toEqual(["a.example.com"]);
});

describe("requests", () => {
  const wanted = { image: IMAGE, version: "v1", isSample: true, readinessPath: "/up", min: 2, max: 2 };
  /** Requests that a server gets in one look. */
  const sentTo = async (respond: (response: ServerResponse) => void) => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      respond(response);
    });
    const endpoints = [await listen(server)];
    await look({ endpoints, reference: "web", connection: {}, wanted }, fakeEngine());
    return requests;
  };

  it("are enough to see every instance", async () => {
    expect(await sentTo((response) => response.end('{"instance":"x","version":"v1"}'))).toBe(16);
    expect(await sentTo((response) => response.writeHead(503).end())).toBe(16);
  });
  it("stop at the first that has no response", async () => {
    expect(await sentTo((response) => response.destroy())).toBe(1);
  });
});

it("waits as much longer as a process may take to start", async () => {
  const wanted = { image: IMAGE, version: "v1", isSample: false, readinessPath: "/up", min: 1, max: 1 };
  const outputs = { endpoints: ["http://127.0.0.1:9"], reference: "web", connection: {} };
  const looks = async (startSeconds?: number) => {
    const instances = vi.fn(async () => []);
    const pace = { patienceSeconds: 0, lookSeconds: 0.05 };
    await verify(
      { ...outputs, wanted: { ...wanted, startSeconds } },
      fakeEngine({ instances }),
      undefined,
      pace,
    );
    return instances.mock.calls.length;
  };
  expect(await looks()).toBeLessThan(3);
  expect(await looks(1)).toBeGreaterThan(3);
});

it("counts the endpoints that respond where the engine does not tell and each instance has its own", async () => {
  const up = await listen(createServer((_, response) => response.end()));
  const down = await listen(createServer((_, response) => response.writeHead(503).end()));
  const wanted = { image: IMAGE, version: "v1", isSample: false, readinessPath: "/up", min: 2, max: 2 };
  const outputs = { endpoints: [up, down], reference: "web", connection: {}, wanted };
  const engine = fakeEngine({ instances: async () => Promise.reject(new Error("no login")) });
  expect(await look(outputs, engine)).toMatchObject({
    confirmed: [up],
    problems: ["a request for /up returned 503"],
  });
});

describe("several endpoints that all instances share", () => {
  const wanted = { image: IMAGE, version: "v1", isSample: false, readinessPath: "/up", min: 1, max: 1 };
  const outputs = { entrances: "shared" as const, reference: "web", connection: {}, wanted };
  const engine = fakeEngine({ instances: async () => [INSTANCES[0]!] });

  it("are all asked, in turn", async () => {
    const counts = [0, 0, 0];
    const servers = counts.map((_, index) =>
      listen(createServer((_request, response) => void (counts[index]!++, response.end()))),
    );
    const endpoints = await Promise.all(servers);
    expect(await look({ ...outputs, endpoints }, engine)).toMatchObject({ problems: [], confirmed: ["a"] });
    expect(counts).toEqual([3, 3, 2]);
  });

  it("are all asked, even if there are more than requests would be sent", async () => {
    let count = 0;
    const url = await listen(createServer((_, response) => void (count++, response.end())));
    await look({ ...outputs, endpoints: Array.from({ length: 10 }, (_, path) => `${url}/${path}`) }, engine);
    expect(count).toBe(10);
  });

  it("must all respond, and the one that does not is named", async () => {
    const up = await listen(createServer((_, response) => response.end()));
    const down = await listen(createServer((request) => request.socket.destroy()));
    const { problems } = await look({ ...outputs, endpoints: [up, down] }, engine);
    expect(problems).toEqual([expect.stringMatching(`^a request failed: .+ \\(${down}\\)$`)]);
  });

  it("are no instances, if the engine does not tell", async () => {
    const up = await listen(createServer((_, response) => response.end()));
    const mute = fakeEngine({ instances: async () => Promise.reject(new Error("no login")) });
    expect(await look({ ...outputs, endpoints: [up, `${up}/2`] }, mute)).toMatchObject({
      confirmed: [],
      problems: ["the engine does not say which instances there are"],
    });
  });
});

it("asks the endpoint of a single instance once, and counts it where the engine does not tell", async () => {
  let count = 0;
  const up = await listen(createServer((_, response) => void (count++, response.end())));
  const wanted = { image: IMAGE, version: "v1", isSample: false, readinessPath: "/up", min: 1, max: 1 };
  const outputs = { endpoints: [up], entrances: "own" as const, reference: "web", connection: {}, wanted };
  const mute = fakeEngine({ instances: async () => Promise.reject(new Error("no login")) });
  expect(await look(outputs, mute)).toMatchObject({ confirmed: [up], problems: [] });
  expect(count).toBe(1);
});
