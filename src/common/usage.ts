/** The command was used in a way that it does not allow: its message says what is allowed, and it exits with 2. */
export class WrongUsage extends Error {}
