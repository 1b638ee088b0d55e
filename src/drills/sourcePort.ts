import { buildConnector } from "undici";

/** Where Linux begins with the ports that it chooses itself; other systems begin later. */
const FIRST = 32_768;
const PORTS = 65_536 - FIRST;
/** Errors of a port that something else on this machine uses. */
const TAKEN = new Set(["EADDRINUSE", "EADDRNOTAVAIL"]);

let last = 0;

/**
 * The next port, or the one where the clock is: 50 a second, so that none comes again within ten minutes, not even in another
 * load.
 */
function nextPort(): number {
  last = Math.max(last + 1, Math.floor(Date.now() / 20));
  return FIRST + (last % PORTS);
}

/** Ports that are tried before the system chooses one. */
const TRIES = 10;

/**
 * Connects from a local port that has not been used for minutes.
 *
 * A Linux router in between, such as a node that publishes ports, remembers for up to two minutes where the connections of
 * a port went, even if nothing was there; the kernel soon chooses the same port again, and that connection is lost in a
 * service that has long been whole. Users behind many addresses do not meet this; one machine that sends the load of many
 * does. https://docs.kernel.org/networking/nf_conntrack-sysctl.html (`nf_conntrack_tcp_timeout_syn_sent`)
 */
export const connectFromUnusedPort: buildConnector.connector = (options, callback) =>
  connect(options, callback, TRIES);

function connect(options: buildConnector.Options, callback: buildConnector.Callback, tries: number): void {
  const from = tries ? { localPort: nextPort() } : {};
  buildConnector(from as buildConnector.BuildOptions)(options, (error, socket) => {
    if (!error) return callback(null, socket);
    const isTaken = TAKEN.has((error as NodeJS.ErrnoException).code ?? "");
    if (tries && isTaken) connect(options, callback, tries - 1);
    else callback(error, null);
  });
}
