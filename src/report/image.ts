import type { Results } from "../drills/result";

/** Whether a session measured the sample image. Files of an earlier Podium do not say: there was no other. */
export const isSample = ({ isSample: is = true }: Pick<Results, "isSample">): boolean => is;

/** Which image a session measured. */
export function imageWords({ image, to, ...about }: Pick<Results, "image" | "isSample" | "to">): string {
  if (isSample(about)) return image;
  return `${image}, not the sample${to ? `, updated to ${to}` : ""}`;
}
