import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { deploy, deployImage } from "../../src/automation/deploy";
import { deployAll, resultTable } from "../../src/cli/deployments";
import type { Probes } from "../../src/cli/probes";
import { PROBE } from "../drills/support/cluster";

vi.mock("../../src/automation/cli", () => ({ requirePulumi: vi.fn() }));
vi.mock("../../src/automation/deploy", () => ({ deploy: vi.fn(), deployImage: vi.fn() }));

let printed: string;
beforeEach(() => {
  printed = "";
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => Boolean((printed += String(text))));
});
afterEach(() => vi.restoreAllMocks());

/** What `podium up swarm nomad` prints. */
async function up(): Promise<string> {
  const interruption = { stop: new AbortController().signal, processes: new AbortController().signal };
  const probes: Probes = new Map([
    ["swarm", PROBE],
    ["nomad", PROBE],
  ]);
  const results = await deployAll(["swarm", "nomad"], probes, interruption, false);
  expect(results.map(({ state }) => state)).toEqual(["failed", "failed"]);
  return `${printed}\n${resultTable(results)}`;
}

it("an error is printed once, after the title of its task, and without secrets", async () => {
  vi.mocked(deployImage).mockResolvedValue("image");
  vi.mocked(deploy).mockImplementation(async (name) => {
    throw new Error(`${name} responds at http://me:s3cret@localhost`);
  });
  const text = await up();
  expect(text.match(/^.*responds at.*$/gm)).toEqual([
    expect.stringMatching(/Docker Swarm: swarm responds at http:\/\/\[secret\]@localhost$/),
    expect.stringMatching(/HashiCorp Nomad: nomad responds at http:\/\/\[secret\]@localhost$/),
  ]);
});

it("the reason why there is no image is printed once, whatever depends on it", async () => {
  vi.mocked(deployImage).mockRejectedValue(new Error("Docker does not respond"));
  expect((await up()).match(/^.*does not respond.*$/gm)).toEqual([
    expect.stringMatching(/Image: Docker does not respond$/),
  ]);
});
