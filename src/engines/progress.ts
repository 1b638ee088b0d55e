import type { Progress } from "../common/progress";

/**
 * Reports what Docker Compose is doing, from the lines that it prints: how many layers of images are there, and which
 * containers are.
 */
export function pullProgress(report: Progress): (line: string) => void {
  const layers = new Map<string, boolean>();
  return (line) => {
    const [, layer, status] = /^([0-9a-f]{12}) (.+?)( |$)/.exec(line) ?? [];
    if (layer) {
      layers.set(layer, layers.get(layer) || /^(Pull|Already)/.test(status ?? ""));
      const done = [...layers.values()].filter(Boolean).length;
      report(`pulling images: ${done} of ${layers.size} layers`);
    } else if (/^(Container|Network|Volume) /.test(line)) {
      report(line.replace(/\s+/g, " ").toLowerCase());
    }
  };
}
