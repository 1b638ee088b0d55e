import type { z } from "zod";
import type { PlannedResource } from "../program/resources";

/** Hours of a month, as vendors' calculators count them: 365 days through 12. */
export const HOURS = 730;

/** What a vendor asks for one unit of something in one region, before taxes, discounts and free tiers. */
export interface Price {
  usd: number;
  /** What one costs that, e.g. `vCPU-hour`. */
  unit: string;
  /** The day on which the vendor's list had this price: YYYY-MM-DD. */
  date: string;
  /** The vendor's list. */
  source: string;
  /** Where it was recorded, if Podium has not read it from the list itself. */
  record?: string;
  /** The vendor's own number of what is sold. */
  sku?: string;
}

/** Prices of one region, by the names that their orchestrator gives them. One that is missing is not known. */
export type Prices = Partial<Record<string, Price>>;

/** Something that is billed. */
export interface BilledItem {
  /** E.g. `tasks: 2 × 0.5 vCPU`. */
  what: string;
  /** How many units in a month. */
  quantity: number;
  unit: string;
  /** The price's name. */
  price: string;
}

/** Makes items of a bill whose units are those of the prices. @param meters the prices that an orchestrator knows, by name. */
export const billedBy =
  <Name extends string>(meters: Record<Name, { unit: string }>) =>
  (price: Name, what: string, quantity: number): BilledItem => ({
    what,
    quantity,
    unit: meters[price].unit,
    price,
  });

/** What a vendor bills for a program's resources in a month of 730 hours. */
export interface Bill {
  /** Undefined if the configuration leaves it to the vendor's own tools. */
  region?: string;
  items: BilledItem[];
  /** What had to be assumed about the use, as phrases. */
  assumed: string[];
  /** What is billed and not among the items, as phrases. */
  excluded: string[];
}

/** How a vendor charges for what an orchestrator's program creates. */
export interface Pricing {
  /** E.g. `AWS`. */
  vendor: string;
  /** For a program whose configuration names no region. */
  usualRegion: string;
  /** Whether a region's name has the form that this vendor gives to regions. It need not exist. */
  canBeRegion(region: string): boolean;
  bill(resources: PlannedResource[]): Bill;
  /** Prices that come with Podium, by region, for when there is no network. */
  shipped: Record<string, Prices>;
  /**
   * Reads the vendor's public list.
   * @param getJson gets a document, and fails unless there is one.
   * @param date of today, YYYY-MM-DD.
   * @throws Error if the list cannot be read, e.g. as there is no such region.
   */
  read(region: string, getJson: (url: string) => Promise<unknown>, date: string): Promise<Prices>;
}

/** The inputs of a program's resources of one type. */
export const inputsOf = <Inputs>(resources: PlannedResource[], type: string): Inputs[] =>
  resources.filter((each) => each.type === type).map(({ inputs }) => inputs as Inputs);

/** A vendor's document, as far as it is needed. @throws Error that says where it is not as expected. */
export function parseList<Schema extends z.ZodType>(schema: Schema, list: unknown): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(list);
  if (success) return data;
  throw new Error(`it is not as expected at ${error.issues[0]!.path.join(".") || "its top"}`);
}
