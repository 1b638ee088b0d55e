import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";

interface Connection {
  /** Requests received but not yet answered. */
  requests: number;
  /** Bytes received when the last request was complete; any more belong to a request still arriving. */
  bytesSeen: number;
  /** When the connection was opened or last carried a response, in milliseconds of the monotonic clock. */
  idleSince: number;
  used: boolean;
}

/** How long a client has to close its side of an ended connection before the connection is destroyed. */
const LINGER_SECONDS = 0.5;

/**
 * The open connections of a server. Node's closeIdleConnections() cannot stop a server without loss: it resets a
 * connection whose next request waits unread in the socket, spares a connection that never sent anything, and
 * ignores how long a connection has been idle.
 */
export class Connections {
  /** Connections accepted and requests received since the start. */
  arrivals = 0;
  private readonly open = new Map<Socket, Connection>();
  private lastAccepted = performance.now();

  constructor(server: Server) {
    server.on("connection", (socket) => this.add(socket));
    server.prependListener("request", (request, response) => this.addRequest(request, response));
  }

  get count(): number {
    return this.open.size;
  }

  /** Connections with a request that is unanswered or still arriving. */
  get busy(): number {
    return [...this.open].filter(([socket, connection]) => isBusy(socket, connection)).length;
  }

  /** Seconds since the last connection was accepted. */
  get quietSeconds(): number {
    return (performance.now() - this.lastAccepted) / 1000;
  }

  /**
   * Ends each connection that has been idle for the given number of seconds. Connections that never carried a
   * request have their own limit, since no client relies on them.
   */
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
    this.arrivals++;
    this.lastAccepted = performance.now();
    this.open.set(socket, { requests: 0, bytesSeen: 0, idleSince: this.lastAccepted, used: false });
    socket.once("close", () => this.open.delete(socket));
  }

  private addRequest({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.open.get(socket);
    if (!connection) return;
    this.arrivals++;
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
