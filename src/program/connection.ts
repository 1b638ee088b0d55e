/**
 * What identifies and reaches the engine that a stack is deployed to: addresses, names, accounts. An output of every
 * stack, so it holds no secret; each orchestrator has its own keys.
 */
export type Connection = Readonly<Record<string, string | undefined>>;

/**
 * Whether two connections lead to the same engine as far as both of them say: what is only known after a deployment,
 * such as an account's number, is missing from what a configuration names.
 */
export const isSameEngine = (one: Connection, other: Connection): boolean =>
  Object.entries(one).every(
    ([key, value]) => value === undefined || other[key] === undefined || other[key] === value,
  );
