import { createServer, type AddressInfo, type Server } from "node:net";
import { Client } from "undici";
import { afterEach, expect, it, vi } from "vitest";
import { connectFromUnusedPort } from "../../src/drills/sourcePort";

afterEach(() => vi.restoreAllMocks());

/** The port from which each of `connections` came, one after the other. */
async function portsOf(connections: number): Promise<number[]> {
  const ports: number[] = [];
  const server = createServer((socket) => {
    ports.push(socket.remotePort!);
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  const origin = `http://127.0.0.1:${await portOf(server)}`;
  for (let each = 0; each < connections; each++) {
    const client = new Client(origin, { connect: connectFromUnusedPort });
    await client.request({ path: "/", method: "GET" }).then(({ body }) => body.dump());
    await client.destroy();
  }
  server.close();
  return ports;
}

const portOf = (server: Server, port = 0) =>
  new Promise<number>((resolve) =>
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );

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
  const taken = createServer();
  await portOf(taken, 51_000);
  stopAt(51_000);
  expect(await portsOf(1)).toEqual([51_001]);
  taken.close();
});
