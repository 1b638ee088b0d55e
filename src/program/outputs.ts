import type { Connection } from "./connection";
import type { Wanted } from "./deployment";

/** The outputs that every stack has. */
export interface StackOutputs {
  /** Base URLs, without a trailing slash. */
  endpoints: string[];
  /** What the engine calls the deployment. */
  reference: string;
  connection: Connection;
  wanted: Wanted;
}
