import { RunError } from "@pulumi/pulumi/errors";

/**
 * Something failed that the user can act on: its message is all that is shown, by the `podium` command and, since it is a
 * RunError, by Pulumi.
 */
export class Failure extends RunError {
  /**
   * None: nobody is shown it, and Pulumi would have Node.js colour it for its trace, which under Node.js 20 can take half a
   * minute and gigabytes of memory before it gives up: https://github.com/pulumi/pulumi/issues/21326
   */
  override stack = undefined;
}

/** The command line is wrong: the message says what is expected, and the command exits with 2. */
export class WrongUsage extends Error {}
