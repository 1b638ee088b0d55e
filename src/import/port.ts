import type { Source } from "./source";

/** A port of the source. */
interface Port {
  /** The item, as the table shows it. */
  from: string;
  /** Where the process listens. */
  target: number;
  approximately?: string;
}

/**
 * Takes the workload's one port. Where it is published is lost, since public ports differ between stacks.
 * @param published the port for the world, and the item that says it.
 */
export function takePort(
  { draft, replaces }: Pick<Source, "draft" | "replaces">,
  { from, target, approximately }: Port,
  published?: { port: number | string; from: string },
): void {
  replaces.add("port");
  draft.take(from, "port", target, { approximately, otherwise: "have the app listen on another port" });
  if (published)
    draft.lose(
      `${published.from}, published as ${published.port}`,
      `public ports differ between stacks: in a stack's folder, pulumi config set podium:publicPort ${published.port}`,
    );
}
