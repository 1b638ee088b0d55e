import { once } from "node:events";
import { Agent, request, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A complete response. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a request, on a new connection unless an agent is given. Rejects if there is no complete response. */
export function ask(url: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(10_000);
    const sent = request(url, { agent: false, signal, ...options }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** An agent that reuses a single connection until the server closes it. */
export function oneConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A raw TCP connection, which shows what HTTP clients hide. */
export class RawConnection {
  received = "";
  /** Resolves with how the connection closed: "end" if in order, otherwise an error code. */
  readonly closed: Promise<"end" | string>;

  private constructor(readonly socket: Socket) {
    let how = "destroyed";
    socket.setEncoding("latin1").on("data", (text: string) => (this.received += text));
    socket.once("end", () => (how = "end"));
    socket.once("error", (error: NodeJS.ErrnoException) => (how = error.code ?? error.message));
    this.closed = new Promise((resolve) => socket.once("close", () => resolve(how)));
  }

  static open(port: number): RawConnection {
    return new RawConnection(connect(port, "127.0.0.1"));
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  get(path: string): void {
    this.send(`GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`);
  }

  /** Waits until this many responses have begun to arrive. */
  async answers(count: number): Promise<void> {
    while (this.received.split("HTTP/1.1 ").length - 1 < count) {
      if (this.socket.destroyed) throw new Error(`closed (${await this.closed}) after: ${this.received}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
