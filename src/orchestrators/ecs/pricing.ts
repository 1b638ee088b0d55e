import type { PlannedResource } from "../../program/resources";
import { type Bill, billedBy, type BilledItem, HOURS, inputsOf, type Pricing } from "../pricing";
import { METERS, readPriceList } from "./priceList";
import shipped from "./prices.json";
import { settings } from "./settings";

/** What the sample writes is far less; an app of one's own may write more. */
const LOG_GB = 1;
/** The fewest zones that a load balancer can be in. */
const LEAST_ZONES = 2;

export const pricing: Pricing = {
  vendor: "AWS",
  usualRegion: "us-east-1",
  canBeRegion: (region) => settings.region.value.safeParse(region).success,
  bill,
  shipped,
  read: readPriceList,
};

interface TaskInputs {
  /** 1024 are a vCPU. */
  cpu: string;
  /** MiB. */
  memory: string;
  runtimePlatform: { cpuArchitecture: string };
}

interface ProviderInputs {
  region?: string;
  /** Set for an emulator. */
  endpoints?: unknown;
}

/** One line of the bill. */
const billed = billedBy(METERS);

function bill(resources: PlannedResource[]): Bill {
  const [provider] = inputsOf<ProviderInputs>(resources, "pulumi:providers:aws");
  const [service] = inputsOf<{ desiredCount: number }>(resources, "aws:ecs/service:Service");
  const [task] = inputsOf<TaskInputs>(resources, "aws:ecs/taskDefinition:TaskDefinition");
  const [autoscaler] = inputsOf<{ minCapacity: number; maxCapacity: number }>(
    resources,
    "aws:appautoscaling/target:Target",
  );
  const count = service?.desiredCount ?? 0;
  const balancers = inputsOf<{ subnets?: unknown[] }>(resources, "aws:lb/loadBalancer:LoadBalancer");
  const ownZones = zones(resources);
  return {
    // In a plan, what only a profile knows is no region.
    region: pricing.canBeRegion(provider?.region ?? "") ? provider!.region : undefined,
    items: [
      ...(task ? computing(task, count) : []),
      ...balancers.flatMap(() => [
        billed("balancerHour", "load balancer", HOURS),
        billed("lcuHour", "load balancer's capacity: 1 LCU", HOURS),
      ]),
      ...addresses(count, balancers),
      ...logs(inputsOf(resources, "aws:cloudwatch/logGroup:LogGroup")),
      ...ownZones,
      ...secrets(resources),
    ],
    assumed: [
      // https://aws.amazon.com/elasticloadbalancing/pricing/
      "1 LCU throughout, which is up to 25 new connections a second, 3,000 open ones, or 1 GB an hour",
      `${LOG_GB} GB of logs a month`,
      ...(autoscaler
        ? [
            `as many tasks throughout, although the autoscaler may run ${autoscaler.minCapacity} to ${autoscaler.maxCapacity}`,
          ]
        : []),
      ...(provider?.endpoints
        ? ["AWS itself, although an emulator is configured, which costs nothing and has no zone for names"]
        : []),
    ],
    excluded: [
      "traffic to the internet and between zones",
      "storage of the image",
      ...(ownZones.length ? ["questions to the private zone"] : []),
      ...(autoscaler ? ["the autoscaler's alarms"] : []),
      "taxes, discounts and free tiers",
    ],
  };
}

function computing({ cpu, memory, runtimePlatform }: TaskInputs, count: number): BilledItem[] {
  const isArm = runtimePlatform.cpuArchitecture === "ARM64";
  const [vcpu, gb] = [Number(cpu) / 1024, Number(memory) / 1024];
  return [
    billed(
      isArm ? "armVcpuHour" : "x86VcpuHour",
      `tasks: ${count} × ${vcpu} vCPU (${isArm ? "ARM" : "x86"})`,
      count * vcpu * HOURS,
    ),
    billed(isArm ? "armGbHour" : "x86GbHour", `tasks: ${count} × ${gb} GB`, count * gb * HOURS),
  ];
}

/**
 * Each task has a public address, and the load balancer one in each of its zones.
 * https://aws.amazon.com/vpc/pricing/
 */
function addresses(count: number, balancers: { subnets?: unknown[] }[]): BilledItem[] {
  const total = balancers.reduce((sum, { subnets }) => sum + (subnets?.length ?? LEAST_ZONES), count);
  return total ? [billed("addressHour", `public IPv4 addresses: ${total}`, total * HOURS)] : [];
}

const logs = (groups: { retentionInDays: number }[]): BilledItem[] =>
  groups.flatMap(({ retentionInDays }) => [
    billed("logGb", "logs written", LOG_GB),
    billed("logGbMonth", `logs kept for ${retentionInDays} days`, (LOG_GB * retentionInDays) / (HOURS / 24)),
  ]);

/**
 * Cloud Map's namespace is a private zone of Route 53, which is charged for, unlike the tasks that ECS registers there.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html#service-discovery-pricing
 */
const zones = (resources: PlannedResource[]): BilledItem[] =>
  inputsOf(resources, "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace").map(() =>
    billed("zoneMonth", "private zone in which tasks find each other", 1),
  );

/** The workload's secrets are one of them, and the login to its image's registry another. */
function secrets(resources: PlannedResource[]): BilledItem[] {
  const { length } = inputsOf(resources, "aws:secretsmanager/secret:Secret");
  return length ? [billed("secretMonth", `in Secrets Manager: ${length}`, length)] : [];
}
