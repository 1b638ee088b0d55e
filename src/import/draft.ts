import { isObject } from "../workload/values";
import { nearest, refusal } from "./contract";

/** What became of one item of the source. */
export interface Item {
  outcome: "taken" | "approximated" | "lost";
  /** The item, as the source names it: `services.web.ports[0]`. */
  from: string;
  /** The key of the workload file that it became, if any: `env.LOG_LEVEL`. */
  to?: string;
  /** What the difference is, or what to do instead. */
  why?: string;
}

/** How an item is taken. */
export interface Taking {
  /** What the difference is, where there is one: the item is then approximated. */
  approximately?: string;
  /** A remark on an item that is taken as it is. */
  why?: string;
  /** What happens where the contract cannot have the item. */
  otherwise?: string;
}

/** A part of a key, and where it is from. */
export interface Part extends Taking {
  part: string;
  value: unknown;
  from: string;
}

/** A workload file in the making, and what became of every item of its source. */
export class Draft {
  /** What the file will say, by key. Each is right by the contract, beside the others. */
  readonly values: Record<string, unknown> = {};
  readonly items: Item[] = [];
  /** Why a value is what it is, by key: comments in the file. */
  readonly comments = new Map<string, string>();

  has(key: string): boolean {
    return Object.hasOwn(this.values, key);
  }

  /**
   * Writes a key or a part of one (`env.NAME`). If the contract has no such key or refuses the value, the item is lost.
   * @returns whether it was written.
   */
  take(from: string, to: string, value: unknown, taking: Taking = {}): boolean {
    const { approximately, why = approximately, otherwise } = taking;
    const [, key, part] = /^([^.]*)(?:\.(.*))?$/s.exec(to)!;
    const whole = part === undefined ? value : withPart(this.values[key!], part, value);
    const refused = refusal(this.values, key!, whole);
    if (refused) {
      this.lose(from, [refused, otherwise].filter(Boolean).join(": "));
      return false;
    }
    this.values[key!] = whole;
    this.items.push({
      outcome: approximately ? "approximated" : "taken",
      from,
      to,
      ...(why && { why }),
    });
    this.comments.set(to, [from, why].filter(Boolean).join(": "));
    return true;
  }

  /** Takes a number, or the nearest one that the contract allows. @param unit for messages, e.g. " s". */
  takeNumber(from: string, to: string, value: number, unit: string, taking: Taking = {}): boolean {
    const number = nearest(to, value);
    const rounded = number === value ? undefined : `${value}${unit} is not among what is allowed`;
    const approximately = [taking.approximately, rounded].filter(Boolean).join("; ") || undefined;
    return this.take(from, to, number, { ...taking, approximately });
  }

  /** Takes parts of a key whose rules may depend on each other, in an order in which each is allowed. */
  takeParts(key: string, parts: Part[]): void {
    let left = parts;
    for (let before = Infinity; left.length < before;) {
      before = left.length;
      left = left.filter(({ part, value, from, ...taking }) => {
        const isAllowed = !refusal(this.values, key, withPart(this.values[key], part, value));
        return !(isAllowed && this.take(from, `${key}.${part}`, value, taking));
      });
    }
    for (const { part, value, from, ...taking } of left) this.take(from, `${key}.${part}`, value, taking);
  }

  /** Notes an item that needs no key, since it is so anyway. */
  keep(from: string, why: string): void {
    this.items.push({ outcome: "taken", from, why });
  }

  /** Notes an item that does not get into the file. */
  lose(from: string, why: string): void {
    this.items.push({ outcome: "lost", from, why });
  }
}

/** Not by assignment, which would take a part called __proto__ for something else. */
const withPart = (whole: unknown, part: string, value: unknown) =>
  Object.fromEntries([...(isObject(whole) ? Object.entries(whole) : []), [part, value]]);
