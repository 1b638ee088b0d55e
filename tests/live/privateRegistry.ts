import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

export const LOGIN = { username: "robot", password: "correct horse" };
const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString("base64")}`;

export interface PrivateRegistry {
  /** Host and port. */
  server: string;
  /** The number of requests with the right login so far. */
  readonly authorized: number;
  close(): void;
}

/** A registry that requires a login, in front of one that does not. */
export async function privateRegistry(registry: string): Promise<PrivateRegistry> {
  let authorized = 0;
  const [host, port] = registry.split(":");
  const server = http.createServer((request, response) => {
    if (request.headers.authorization !== BASIC) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="private"' }).end();
      return;
    }
    authorized++;
    const { method, url: path, headers } = request;
    const onward = http.request({ host, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    server: `localhost:${(server.address() as AddressInfo).port}`,
    get authorized() {
      return authorized;
    },
    close: () => void server.close().closeAllConnections(),
  };
}
