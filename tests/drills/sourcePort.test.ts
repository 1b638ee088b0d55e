import { createServer, type AddressInfo } from "node:net";
import { Client } from "undici";
import { afterEach, expect, it, vi } from "vitest";
import { connectFromUnusedPort } from "../../src/drills/sourcePort";

/** Ports at which something else listens, and those that were asked for. */
const { taken, asked } = vi.hoisted(() => ({ taken: new Set<number>(), asked: [] as number[] }));

// Connects from whatever port: which ones are free on this machine is not up to a test.
vi.mock("undici", async (original) => {
  const undici = await original<typeof import("undici")>();
  const buildConnector = ({ localPort }: { localPort: number }): typeof connectFromUnusedPort => {
    asked.push(localPort);
    const connect = undici.buildConnector({});
    return (options, callback) =>
      taken.has(localPort)
        ? callback(Object.assign(new Error("taken"), { code: "EADDRINUSE" }), null)
        : connect(options, callback);
  };
  return { ...undici, buildConnector };
});

afterEach(() => {
  vi.restoreAllMocks();
  taken.clear();
  asked.length = 0;
});

/** The ports that connections ask for, one after the other. */
async function portsOf(connections: number): Promise<number[]> {
  const server = createServer((socket) => {
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (let each = 0; each < connections; each++) {
    const client = new Client(origin, { connect: connectFromUnusedPort });
    await client.request({ path: "/", method: "GET" }).then(({ body }) => body.dump());
    await client.destroy();
  }
  server.close();
  return [...asked];
}

/** How often the clock has been through all ports in 2100. */
let turns = Math.ceil(Date.parse("2100-01-01") / 20 / 32_768);

/** Stops the clock where it leads to this port, each time later. */
const stopAt = (port: number) =>
  vi.spyOn(Date, "now").mockReturnValue((turns++ * 32_768 + port - 32_768) * 20);

it("takes the port where the clock is, and then the next ones", async () => {
  stopAt(50_000);
  expect(await portsOf(3)).toEqual([50_000, 50_001, 50_002]);
});

it("begins again after the last port", async () => {
  stopAt(65_535);
  expect(await portsOf(2)).toEqual([65_535, 32_768]);
});

it("leaves out a port at which something listens", async () => {
  taken.add(51_000);
  stopAt(51_000);
  expect(await portsOf(1)).toEqual([51_000, 51_001]);
});
