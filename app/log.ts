/** Writes one JSON line on stdout: the log has lifecycle events only, never requests and never a secret. */
export function log(event: string, fields: Record<string, unknown> = {}): void {
  process.stdout.write(JSON.stringify({ time: new Date().toISOString(), event, ...fields }) + "\n");
}

/** Writes one line on stderr: what went wrong. */
export function complain(message: string): void {
  process.stderr.write(`podium: ${message}\n`);
}
