import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../src/common/paths";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../src/orchestrators";

const TITLES = Object.values(ORCHESTRATORS).map(({ title }) => title);
const NAMES = new RegExp(`\\b(${[...ORCHESTRATOR_NAMES, ...TITLES, "s[e]ven"].join("|")})\\b`, "i");

/** Only an orchestrator's own folder and the one list may name one. */
const isAllowed = (file: string) =>
  file === "src/orchestrators/index.ts" || ORCHESTRATOR_NAMES.some((name) => file.includes(`/${name}/`));

it.each(["src", "policies", "tests/suites", "tests/policies", "tests/proof"])(
  "shared files in %s name no orchestrator, and not how many there are",
  (folder) => {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file}`)
      .filter((file) => /\.(tsx?|js|yaml|css|html)$/.test(file) && !isAllowed(file));
    const found = files.flatMap((file) =>
      readFileSync(`${ROOT}/${file}`, "utf8")
        .split("\n")
        .flatMap((line, index) =>
          NAMES.test(line.replace(/https?:\S+/g, "")) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
    expect(found).toEqual([]);
  },
);
