/** Where Nomad's own tools look for an agent: https://developer.hashicorp.com/nomad/commands#remote-usage */
const DEFAULT_ADDRESS = "http://127.0.0.1:4646";

/**
 * The agent's address: `given`, or `NOMAD_ADDR`, or an agent on this machine.
 * @throws Error that names the address if it is none.
 */
export function addressOf(given?: string): URL {
  const address = given || process.env["NOMAD_ADDR"] || DEFAULT_ADDRESS;
  if (/^https?:/.test(address) && URL.canParse(address)) return new URL(address);
  throw new Error(
    `Nomad's address is ${JSON.stringify(address)}; allowed is http://HOST:PORT or https://HOST:PORT`,
  );
}
