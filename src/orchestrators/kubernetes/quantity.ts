const FACTORS: Record<string, number> = {
  "": 1,
  ...{ k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/**
 * A quantity in cores or bytes; undefined if there is none, or none that this understands.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string | undefined): number | undefined {
  const [, number, suffix = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(text ?? "") ?? [];
  if (suffix === "m") return Number(number) / 1000;
  const factor = FACTORS[suffix];
  return number && factor ? Number(number) * factor : undefined;
}
