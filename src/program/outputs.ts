import type { Connection } from "./connection";
import type { Entrances, Wanted } from "./deployment";

/** The outputs that every stack has. */
export interface StackOutputs {
  /** Base URLs, without a trailing slash. */
  endpoints: string[];
  /** Undefined in a stack of an earlier Podium. */
  entrances?: Entrances;
  /** What the engine calls the deployment. */
  reference: string;
  connection: Connection;
  wanted: Wanted;
}

/** Whether each instance has an endpoint of its own. A stack of an earlier Podium has several only then. */
export const haveOwnEndpoints = ({ endpoints, entrances }: StackOutputs): boolean =>
  entrances === undefined ? endpoints.length > 1 : entrances === "own";
