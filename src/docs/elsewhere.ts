/**
 * Runs something as on a machine where nothing is set up: programs read from the environment which engine to use, and a
 * document must not depend on whose machine it is made on.
 */
export async function elsewhere<T>(action: () => Promise<T>): Promise<T> {
  const { env } = process;
  // Empty, it also hides the engines that Podium has started here.
  process.env = { PODIUM_ENGINES: "" };
  try {
    return await action();
  } finally {
    process.env = env;
  }
}
