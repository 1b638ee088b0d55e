import { isOwn } from "../../../program/owner";
import type { Owned } from "../../engine";
import { type Clients, timeout } from "../client";
import type { EcsConnection } from "../connection";
import { WORKLOAD_TAG } from "../names";

/** What to look for, and where. */
export interface Search {
  clients: Clients;
  workload: string;
  region: string;
  /** The workload's cluster, as calls name it. */
  cluster: string;
  owned: ReturnType<typeof ownedWith>;
}

/** Finds what one of AWS's APIs has for a workload. */
export type Finder = (search: Search) => Promise<Owned[]>;

/** A tag, as each API writes it. */
interface Tag {
  key?: string;
  value?: string;
  Key?: string;
  Value?: string;
}

/** Tags by their keys. */
export const byKey = (tags: Tag[] = []): Record<string, string | undefined> =>
  Object.fromEntries(tags.map(({ key, value, Key, Value }) => [Key ?? key, Value ?? value]));

/** Whether Podium has made it for the workload. */
export function isOurs({ workload }: Search, tags: Record<string, string | undefined> = {}): boolean {
  return isOwn(tags) && tags[WORKLOAD_TAG] === workload;
}

/** All items of a list, by the SDK's paginator, which takes 10 seconds at most. */
export async function all<Client, Input, Page, Item>(
  paginate: (config: { client: Client }, input: Input, options: object) => AsyncIterable<Page>,
  { client }: { client: Client },
  input: Input,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginate({ client }, input, timeout())) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** Nothing if the credentials do not permit a list: what a user may not list, the user has not made either. */
export const unlessDenied = <T>(list: Promise<T[]>): Promise<T[]> =>
  unless(list, "AccessDenied", "UnauthorizedOperation");

/** Nothing if AWS responds with an error whose name begins with one of these. */
export async function unless<T>(list: Promise<T[]>, ...errors: string[]): Promise<T[]> {
  try {
    return await list;
  } catch (error) {
    if (errors.some((each) => (error as Error).name.startsWith(each))) return [];
    throw error;
  }
}

/**
 * Describes what was found. `type` is Pulumi's without the package; `commands` are the AWS CLI's, without `aws`, to be
 * run one after the other.
 */
export function ownedWith({ region, profile, endpoint }: EcsConnection) {
  const options = Object.entries({ region, profile, "endpoint-url": endpoint })
    .map(([name, value]) => (value === undefined ? "" : ` --${name} ${value}`))
    .join("");
  return (
    type: string,
    id: string,
    name: string,
    commands: string | string[],
    outputs?: Owned["outputs"],
  ): Owned => ({
    type: `aws:${type}`,
    id,
    name,
    remove: [commands]
      .flat()
      .map((command) => `aws ${command}${options}`)
      .join(" && "),
    ...(outputs && { outputs }),
  });
}
