import { buildPage } from "../serve/page";
import { type Serving, servePage } from "../serve/server";
import type { Show } from "../serve/show";

/**
 * Serves the page.
 * @returns undefined if the port is in use, which is reported.
 */
export async function openPage(show: Show, port: number): Promise<Serving | undefined> {
  try {
    return await servePage(show, await buildPage(), port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    console.error(`Port ${port} is in use. Choose another one with --port, or 0 for any free port.`);
    return undefined;
  }
}
