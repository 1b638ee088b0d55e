import { get } from "../common/http";

/** Seconds for one document: some are several megabytes. */
const SECONDS = 30;

/**
 * Gets a vendor's document.
 * @throws Error unless there is one, within 30 seconds.
 */
export async function getJson(url: string): Promise<unknown> {
  const { status, body } = await get(url, SECONDS);
  if (status !== 200) throw new Error(`${new URL(url).host} responds with HTTP ${status}`);
  return JSON.parse(body);
}
