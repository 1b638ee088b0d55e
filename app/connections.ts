import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";

interface Connection {
  /** Requests received on it and not answered yet. */
  requests: number;
  /** Bytes received when the last request was complete; more than that is a request on its way in. */
  bytesSeen: number;
  /** When it was opened or last answered on, in milliseconds of the monotonic clock. */
  idleSince: number;
  used: boolean;
}

/** Time for a client to answer the end of its connection with its own; then it is cut. */
const LINGER_SECONDS = 0.5;

/**
 * The open connections of a server. Node's closeIdleConnections() is not enough for a stop without loss:
 * it resets a connection whose next request waits in the socket unread, it spares a connection that never
 * sent anything, and it does not know how long one has been idle.
 */
export class Connections {
  private readonly open = new Map<Socket, Connection>();
  private opened = performance.now();

  constructor(server: Server) {
    server.on("connection", (socket) => this.add(socket));
    server.prependListener("request", (request, response) => this.addRequest(request, response));
  }

  get count(): number {
    return this.open.size;
  }

  /** Connections with a request on it that is not answered yet, or on its way in. */
  get busy(): number {
    return [...this.open].filter(([socket, connection]) => isBusy(socket, connection)).length;
  }

  /** Seconds since the last connection was opened. */
  get quietSeconds(): number {
    return (performance.now() - this.opened) / 1000;
  }

  /** Ends the connections idle for so many seconds, each once; one never used has no client that counts on it. */
  endIdle(usedSeconds: number, unusedSeconds: number): void {
    const now = performance.now();
    for (const [socket, connection] of this.open) {
      const idle = (now - connection.idleSince) / 1000;
      const enough = connection.used ? usedSeconds : unusedSeconds;
      if (isBusy(socket, connection) || idle < enough || !socket.writable) continue;
      socket.end();
      setTimeout(() => socket.destroy(), LINGER_SECONDS * 1000);
    }
  }

  private add(socket: Socket): void {
    this.opened = performance.now();
    this.open.set(socket, { requests: 0, bytesSeen: 0, idleSince: this.opened, used: false });
    socket.once("close", () => this.open.delete(socket));
  }

  private addRequest({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.open.get(socket);
    if (!connection) return;
    connection.requests++;
    connection.used = true;
    response.once("close", () => {
      connection.requests--;
      connection.bytesSeen = socket.bytesRead;
      connection.idleSince = performance.now();
    });
  }
}

function isBusy(socket: Socket, { requests, bytesSeen }: Connection): boolean {
  return requests > 0 || socket.bytesRead > bytesSeen;
}
