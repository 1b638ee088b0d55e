import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Cost } from "../../../src/cli/costs";
import { cost } from "../../../src/cli/commands/cost";
import { plan } from "../../../src/cli/commands/plan";
import { WrongUsage } from "../../../src/common/errors";
import { readConfigFile } from "../../../src/program/configFile";
import { temporaryFolder } from "../../folder";
import { folder } from "../../podiumFolder";
import { resultsOf } from "../../report/support/synthetic";
import { muteConsole, printed } from "../support/console";

vi.mock("../../../src/common/paths", async (original) =>
  (await import("../../podiumFolder")).pathsOf(original),
);
const stacks = vi.hoisted((): { names: string[] } => ({ names: [] }));
vi.mock("../../../src/automation/projects", async (original) => ({
  ...(await original<typeof import("../../../src/automation/projects")>()),
  stackConfig: (name: string) =>
    stacks.names.includes(name) ? readConfigFile(join(folder.path, `${name}.yaml`), `podium-${name}`) : {},
}));
const getJson = vi.hoisted(() => vi.fn<(url: string) => Promise<unknown>>());
vi.mock("../../../src/cost/download", () => ({ getJson }));
const files = vi.hoisted((): { recorded: string[] } => ({ recorded: [] }));
vi.mock("../../../src/report/sources", async (original) => ({
  ...(await original<typeof import("../../../src/report/sources")>()),
  sessionFiles: () => files.recorded,
}));

beforeEach(() => {
  folder.path = temporaryFolder();
  stacks.names = [];
  files.recorded = [];
  getJson.mockReset().mockRejectedValue(new Error("no network"));
  muteConsole();
});
afterEach(() => vi.restoreAllMocks());

function configure(name: string, config: string): void {
  stacks.names.push(name);
  writeFileSync(join(folder.path, `${name}.yaml`), `config:\n  ${config}\n`);
}

/** Azure's list, with made-up prices. */
function servePrices(region: string, vcpu: number, gb: number): void {
  const item = (meterName: string, unitOfMeasure: string, retailPrice: number) => ({
    currencyCode: "USD",
    tierMinimumUnits: 0,
    retailPrice,
    armRegionName: region,
    meterId: meterName,
    meterName,
    productName: "Container Instances",
    skuName: "Standard",
    unitOfMeasure,
    type: "Consumption",
  });
  const Items = [
    item("Standard vCPU Duration", "1 Hour", vcpu),
    item("Standard Memory Duration", "1 GB Hour", gb),
  ];
  getJson.mockImplementation((url) => Promise.resolve({ Items: url.includes("Instances") ? Items : [] }));
}

describe("podium cost", () => {
  it("shows each part with its price, what they come to, and what is assumed and not counted", async () => {
    configure("ecs", "aws:region: us-east-1");
    expect(await cost(["ecs"], {})).toBe(0);
    const rows = printed()
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/));
    expect(rows).toContainEqual(["tasks: 2 × 0.25 vCPU (x86)", "365 vCPU-hours", "$0.04048", "14.78"]);
    expect(rows).toContainEqual(["load balancer", "730 hours", "$0.0225", "16.43"]);
    // 365 × 0.04048 + 730 × 0.004445 + 730 × (0.0225 + 0.008) + 2920 × 0.005 + 0.5 + 0.23 × 0.03 + 0.5
    expect(printed()).toMatch(/^Amazon ECS.*: about \$56 a month$/m);
    expect(printed()).toContain("Assumed: 1 LCU throughout, which is up to 25 new connections a second");
    expect(printed()).toContain("Not counted: traffic to the internet and between zones");
    expect(printed()).toContain(
      "Prices: us-east-1; those that come with Podium, the oldest of 2026-08-31, each with its source in --json.",
    );
    expect(printed()).toContain("Months of 730 hours, in USD.");
  });

  it("says when there is no network, and of which day the prices are", async () => {
    await cost(["ecs"], {});
    expect(printed("error")).toBe(
      "AWS's price list cannot be read: no network. The prices here are those that come with Podium, the oldest of 2026-08-31.",
    );
    expect(printed()).toContain("Prices: us-east-1, as no region is configured; those that come with Podium");
  });

  it("reads a list once, and again with --refresh", async () => {
    servePrices("westeurope", 0.05, 0.01);
    await cost(["aci"], {});
    expect(printed()).toMatch(/: about \$88 a month$/m);
    expect(printed()).toContain("Prices: westeurope; Azure's list, read today.");
    servePrices("westeurope", 0.1, 0.01);
    getJson.mockClear();
    muteConsole();
    await cost(["aci"], {});
    expect(printed()).toContain("; --refresh reads it again.");
    expect(getJson).not.toHaveBeenCalled();
    await cost(["aci"], { refresh: true });
    expect(printed()).toMatch(/: about \$161 a month$/m);
  });

  it("prints JSON with the source of each price", async () => {
    await cost(["ecs", "nomad"], { json: true, region: "eu-west-1" });
    const found = JSON.parse(printed()) as { currency: string; hours: number; costs: Cost[] };
    expect(found).toMatchObject({ currency: "USD", hours: 730, costs: [{ name: "ecs" }, { name: "nomad" }] });
    expect(found.costs[0]!.estimate!.items[0]).toMatchObject({
      quantity: 365,
      price: { usd: 0.04048, date: "2026-10-04", source: expect.stringContaining("eu-west-1") as unknown },
    });
    expect(found.costs[1]).not.toHaveProperty("estimate");
  });

  it("shows what is not known, and leaves it out of the sum", async () => {
    configure("ecs", "podium-ecs:cpuArchitecture: ARM64");
    await cost(["ecs"], { region: "eu-west-1" });
    expect(printed()).toMatch(/tasks: 2 × 0.25 vCPU \(ARM\) +365 vCPU-hours +unknown +unknown/);
    expect(printed()).toMatch(/: about \$\d+ a month, without those whose price is unknown$/m);
  });

  it("shows what an engine takes on machines of one's own, if that was measured", async () => {
    const file = join(folder.path, "results.json");
    files.recorded = [file];
    const drill = "footprint" as const;
    writeFileSync(file, JSON.stringify(resultsOf([{ drill, metrics: { memory: 400, cpu: 3 } }])));
    expect(await cost(["kubernetes", "nomad"], {})).toBe(0);
    expect(printed()).toContain("On machines of your own, or that you rent, which are not counted");
    expect(printed()).toMatch(/Kubernetes +400\u00a0MiB +3\u00a0% +Kubernetes v1\.34\.2, /);
    expect(printed()).toMatch(/HashiCorp Nomad +– +– +not measured/);
    expect(getJson).not.toHaveBeenCalled();
  });

  it("shows all, and exits with 1 if one of them cannot be planned", async () => {
    configure("aci", "podium:cpu: 1000");
    expect(await cost([], {})).toBe(1);
    expect(printed()).toMatch(/^Amazon ECS.*: about/m);
    expect(printed()).toContain("podium:cpu");
    await expect(cost(["aci"], {})).rejects.toThrow("podium:cpu");
  });
});

describe("--region", () => {
  it.each([
    ["US-EAST", "--region US-EAST is not the name of a region. AWS has, for example, ap-southeast-1, eu-"],
    ["us-west-9", "AWS's price list cannot be read: no network. Without it, prices are known of ap-"],
  ])("is refused if nothing is known of it, with those that are known: %s", async (region, message) => {
    const refused = await cost(["ecs"], { region }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WrongUsage);
    expect(String(refused)).toContain(message);
    expect(String(refused)).toContain("us-east-1");
    expect(printed()).toBe("");
  });

  it("is refused where there is no vendor", async () => {
    await expect(cost(["nomad"], { region: "us-east-1" })).rejects.toThrow(
      "--region us-east-1 is not the name of a region. These run on machines of your own.",
    );
  });

  it("takes the place of the configured one for those vendors that have such regions", async () => {
    configure("ecs", "aws:region: us-east-1");
    await cost(["ecs", "aci"], { region: "eu-central-1" });
    expect(printed()).toContain("Prices: eu-central-1; ");
    expect(printed()).toContain("Prices: eastus, as none of westeurope are known here; ");
  });
});

describe("podium plan", () => {
  it.each([[["ecs"] as const], [["ecs", "nomad"] as const]])(
    "shows what that costs, and reads no list: %j",
    async (names) => {
      expect(await plan([...names], {})).toBe(0);
      expect(printed()).toContain("What that costs (details: podium cost)");
      expect(printed()).toMatch(
        /^Amazon ECS.*: about \$56 a month \(prices of 2026-08-31, us-east-1, as no region is configured; traffic not counted\)\.$/m,
      );
      expect(getJson).not.toHaveBeenCalled();
    },
  );

  it("shows nothing of it where nothing costs anything", async () => {
    await plan(["nomad"], {});
    expect(printed()).not.toContain("What that costs");
  });
});
