import { RunError } from "@pulumi/pulumi/errors";

/**
 * Something failed that the user can act on: its message is all that is shown, by the `podium` command and, since it is a
 * RunError, by Pulumi.
 */
export class Failure extends RunError {}

/** The command line is wrong: the message says what is expected, and the command exits with 2. */
export class WrongUsage extends Error {}
