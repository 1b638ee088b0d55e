/** Writes an event to stdout as one line of JSON. The log contains lifecycle events, never requests or secrets. */
export function log(event: string, fields: Record<string, unknown> = {}): void {
  process.stdout.write(JSON.stringify({ time: new Date().toISOString(), event, ...fields }) + "\n");
}

/** Writes an error to stderr as one line. */
export function complain(message: string): void {
  process.stderr.write(`podium: ${message}\n`);
}
