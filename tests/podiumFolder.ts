type Paths = typeof import("../src/common/paths");

/** Podium's own folder, in a test that mocks `src/common/paths` with `pathsOf`. */
export const folder = { path: "" };

/** The real paths, but for Podium's own folder, which is `folder`. */
export async function pathsOf(original: () => Promise<Paths>): Promise<Paths> {
  return {
    ...(await original()),
    get PODIUM_FOLDER() {
      return folder.path;
    },
  };
}
