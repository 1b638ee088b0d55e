import { z } from "zod";
import { parseList, type Price, type Prices } from "../pricing";

/** What of AWS's price list is needed, with the unit in Podium's words and in those of the list. */
interface Meter {
  /** The list's part, a file of its own. */
  offer: string;
  /** The usage type without the region. */
  usage: RegExp;
  operation?: string;
  unit: string;
  listedUnit: RegExp;
  /** Whether it costs the same in all regions, and is in a list for all of them. */
  isGlobal?: boolean;
}

const fargate = (usage: RegExp, unit: string): Meter => ({
  offer: "AmazonECS",
  usage,
  unit,
  listedUnit: /^hours$/i,
});
const balancer = (usage: RegExp, unit: string, listedUnit: RegExp): Meter => ({
  offer: "AWSELB",
  usage,
  operation: "LoadBalancing:Application",
  unit,
  listedUnit,
});

export const METERS = {
  x86VcpuHour: fargate(/^Fargate-vCPU-Hours:perCPU$/, "vCPU-hour"),
  x86GbHour: fargate(/^Fargate-GB-Hours$/, "GB-hour"),
  armVcpuHour: fargate(/^Fargate-ARM-vCPU-Hours:perCPU$/, "vCPU-hour"),
  armGbHour: fargate(/^Fargate-ARM-GB-Hours$/, "GB-hour"),
  balancerHour: balancer(/^LoadBalancerUsage$/, "hour", /^Hrs$/),
  lcuHour: balancer(/^LCUUsage$/, "LCU-hour", /^LCU-Hrs$/),
  addressHour: {
    offer: "AmazonVPC",
    usage: /^PublicIPv4:InUseAddress$/,
    unit: "address-hour",
    listedUnit: /^Hrs$/,
  },
  logGb: {
    offer: "AmazonCloudWatch",
    usage: /^DataProcessing-Bytes$/,
    operation: "PutLogEvents",
    unit: "GB",
    listedUnit: /^GB$/,
  },
  logGbMonth: {
    offer: "AmazonCloudWatch",
    usage: /^TimedStorage-ByteHrs$/,
    unit: "GB-month",
    listedUnit: /^GB-Mo$/,
  },
  secretMonth: {
    offer: "AWSSecretsManager",
    // Some regions have the singular.
    usage: /^AWSSecretsManager-Secrets?$/,
    unit: "secret-month",
    listedUnit: /^Secrets$/,
  },
  zoneMonth: {
    offer: "AmazonRoute53",
    usage: /^HostedZone$/,
    unit: "zone-month",
    listedUnit: /^HostedZone$/,
    isGlobal: true,
  },
} satisfies Record<string, Meter>;

/** https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html */
const offerSchema = z.object({
  products: z.record(
    z.string(),
    z.object({
      attributes: z.object({
        usagetype: z.string().optional(),
        operation: z.string().optional(),
        regionCode: z.string().optional(),
      }),
    }),
  ),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({
              unit: z.string(),
              beginRange: z.string().optional(),
              pricePerUnit: z.object({ USD: z.string().optional() }),
            }),
          ),
        }),
      ),
    ),
  }),
});

type Offer = z.infer<typeof offerSchema>;

/** https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html */
const LISTS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws";

const urlOf = ({ offer, isGlobal }: Meter, region: string) =>
  `${LISTS}/${offer}/current/${isGlobal ? "" : `${region}/`}index.json`;

/**
 * Reads the parts of AWS's price list that are needed; a price that is not in them, or not beyond doubt, is left out. The
 * largest part of all, EC2's, is not needed, since no NAT gateway is created.
 */
export async function readPriceList(
  region: string,
  getJson: (url: string) => Promise<unknown>,
  date: string,
): Promise<Prices> {
  const meters = Object.entries<Meter>(METERS);
  const urls = [...new Set(meters.map(([, meter]) => urlOf(meter, region)))];
  const offers = new Map(
    await Promise.all(urls.map(async (url) => [url, parseList(offerSchema, await getJson(url))] as const)),
  );
  return Object.fromEntries(
    meters.flatMap(([name, meter]) => {
      const source = urlOf(meter, region);
      const found = priceIn(offers.get(source)!, meter, region);
      return found ? [[name, { ...found, unit: meter.unit, date, source }]] : [];
    }),
  );
}

/**
 * A region's prefix, such as `USE1-` or, for the oldest one in Europe, `EU-`. Other prefixes are other products:
 * `TS-LoadBalancerUsage` is a trust store, `Outposts-LCUUsage` costs nothing.
 */
const REGION_PREFIX = /^(EU|[A-Z]{3}\d+)-/;

function priceIn(offer: Offer, meter: Meter, region: string): Pick<Price, "usd" | "sku"> | undefined {
  const found = Object.entries(offer.products)
    .filter(
      ([, { attributes }]) =>
        meter.usage.test((attributes.usagetype ?? "").replace(REGION_PREFIX, "")) &&
        (meter.operation === undefined || attributes.operation === meter.operation) &&
        (meter.isGlobal || attributes.regionCode === region),
    )
    .flatMap(([sku]) => firstTier(offer, sku, meter).map((usd) => ({ usd, sku })));
  // Several prices for what should be one thing: the list has changed, and which of them counts is a guess.
  return new Set(found.map(({ usd }) => usd)).size === 1 ? found[0] : undefined;
}

/** The price from the first unit on. */
const firstTier = ({ terms }: Offer, sku: string, { listedUnit }: Meter): number[] =>
  Object.values(terms.OnDemand[sku] ?? {})
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .filter(({ unit, beginRange = "0" }) => listedUnit.test(unit) && Number(beginRange) === 0)
    .flatMap(({ pricePerUnit: { USD } }) => (USD === undefined ? [] : [Number(USD)]))
    .filter(Number.isFinite);
