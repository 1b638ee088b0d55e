import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { scripts } from "../../package.json";
import { program } from "../../src/cli";
import { closeEngines } from "../../src/orchestrators/engines";
import { muteConsole, printed } from "../cli/support/console";
import { NOTHING, ROOT } from "../command";
import { folder } from "../podiumFolder";
import { RECORDED } from "../report/support/recording";
import { argumentsOf, commandsIn, commandsOf, documents } from "./support/commands";
import { OTHERS } from "./support/others";

// Every command of the documents runs here, in a temporary folder without engines and network. Of those that need an engine,
// only the last step is replaced: the command line is still parsed as theirs.
const NEED_ENGINES = ["start", "up", "status", "logs", "down", "serve", "engines"];
for (const name of NEED_ENGINES)
  vi.doMock(`../../src/cli/commands/${name}`, () => ({ [name]: () => Promise.resolve(0) }));
vi.mock("../../src/cli/commands/drill", async (original) => {
  const { drill } = await original<typeof import("../../src/cli/commands/drill")>();
  // Comparing two files needs none.
  const withoutEngine: typeof drill = (names, options) =>
    options.compare ? drill(names, options) : Promise.resolve(0);
  return { drill: withoutEngine };
});
vi.mock("../../src/common/paths", async (original) => (await import("../podiumFolder")).pathsOf(original));
// Pages have tests of their own, and take seconds.
vi.mock("../../src/report/html/page", () => ({ renderHtml: () => Promise.resolve("<!doctype html>") }));
vi.mock("../../src/cost/download", () => ({
  getJson: () => Promise.reject(new Error("There is no network in this test")),
}));
vi.mock("../../src/image/describe", () => ({
  describeImage: () =>
    Promise.resolve({
      digest: `sha256:${"b".repeat(64)}`,
      platform: "linux/amd64",
      config: { User: "1000", ExposedPorts: { "8080/tcp": {} } },
    }),
}));

const COMPOSE = "services: { web: { image: registry.example.com/web:1 } }\n";

const home = process.cwd();
let here: string;
beforeAll(() => {
  here = mkdtempSync(join(tmpdir(), "podium-docs-"));
  folder.path = join(here, ".podium");
  symlinkSync(join(ROOT, "examples"), join(here, "examples"));
  copyFileSync(join(ROOT, "examples", "6-score", "score.yaml"), join(here, "score.yaml"));
  writeFileSync(join(here, "compose.yaml"), COMPOSE);
  for (const name of ["A.json", "B.json"]) copyFileSync(RECORDED, join(here, name));
  process.chdir(here);
});
afterAll(() => {
  process.chdir(home);
  rmSync(here, { recursive: true });
});

beforeEach(() => {
  for (const [name, value] of Object.entries(NOTHING)) vi.stubEnv(name, value);
  muteConsole();
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  // What the parser says of wrong usage is in its error, too.
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  process.exitCode = undefined;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await closeEngines();
});

/** Runs a command as if it stood in a document; its exit code. */
async function run(args: string[]): Promise<number> {
  // These write the file, and refuse to if there is one.
  const isWriter = ["init", "import"].includes(args[0]!);
  if (isWriter) vi.stubEnv("PODIUM_WORKLOAD_FILE", join(here, "podium.yaml"));
  try {
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } finally {
    if (isWriter) rmSync(join(here, "podium.yaml"), { force: true });
  }
}

const all = documents().flatMap(commandsOf);
const distinct = [...new Map(all.map((each) => [each.text.replace(/^npx /, ""), each])).values()];
const ofPodium = distinct.filter(({ tool }) => tool === "podium");
const others = distinct.filter(({ tool }) => tool !== "podium");

describe("a command of the documents", () => {
  it.each(ofPodium)("runs: $text ($where)", async ({ text, isMention }) => {
    const args = argumentsOf(text);
    // `podium import` in a sentence is its name.
    if (isMention) expect(program.commands.map((each) => each.name())).toContain(args[0]);
    else expect([await run(args), printed("error")]).toEqual([0, expect.anything()]);
  });

  it.each(others)("is not Podium's, and has a reason not to run here: $text ($where)", ({ text, tool }) => {
    const script = /^npm (?:run )?([\w:-]+)/.exec(text)?.[1];
    if (tool === "npm" && script !== "ci") expect(Object.keys(scripts)).toContain(script);
    expect(Object.keys(OTHERS)).toContain(tool);
  });

  it("is one for which there is a reason, if there is one", () => {
    expect(Object.keys(OTHERS).filter((tool) => !others.some((each) => each.tool === tool))).toEqual([]);
  });

  it.each([
    [["plan", "nomad", "--fast"], /unknown option '--fast'/],
    [["plan", "mesos"], /'mesos' is invalid/],
    [["up", "nomad", "--wait"], /unknown option '--wait'/],
    [["drill", "--only", "kil"], /'kil' is invalid/],
    [["dance"], /unknown command 'dance'/],
    [["diff", "nomad", "replica=5"], /replica/],
    [["report", "--results", "C.json"], /No such result file/],
  ])("is refused if it is wrong: %j", async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
  });
});

describe("the commands in a document", () => {
  const markdown = [
    "Run `npx podium plan` or `podium up [NAME…]`, and `npm run\ndocs`; `podium.yaml` is a file, `podium` a command.",
    "",
    "```sh",
    "npm ci && npm start    # plan & more",
    "",
    'podium drill nomad --stop-node "docker # {node}" \\',
    "  --start-node 'x'",
    "# only a comment",
    "```",
    "",
    "```yaml",
    "podium plan",
    "```",
    "",
    "| `podium engines up\\|down [NAME…]` |",
  ].join("\n");

  it("are those of shell blocks and of sentences, with their lines", () => {
    expect(commandsIn(markdown).map(({ line, text }) => `${line}: ${text}`)).toEqual([
      "1: npx podium plan",
      "1: podium up [NAME…]",
      "1: npm run docs",
      "5: npm ci",
      "5: npm start",
      "7: podium drill nomad --stop-node \"docker # {node}\" --start-node 'x'",
      "16: podium engines up|down [NAME…]",
    ]);
  });

  it("are split into words, with values in place of placeholders", () => {
    expect(argumentsOf("podium up [NAME…]")).toEqual(["up", "nomad"]);
    expect(argumentsOf("npx podium engines up|down NAME")).toEqual(["engines", "up", "nomad"]);
    expect(argumentsOf('podium drill --stop-node "docker # {node}"')).toEqual([
      "drill",
      "--stop-node",
      "docker # {node}",
    ]);
  });
});
