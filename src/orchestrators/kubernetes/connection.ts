import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { stackFolder } from "../../common/paths";
import { withoutCredentials } from "../../common/reach";
import { variableOf } from "../../common/started";

/** A cluster, by the context that leads to it. */
export const schema = z.object({
  /** The path of the kubeconfig file, or several paths, separated as in `KUBECONFIG`. */
  kubeconfig: z.string(),
  context: z.string().optional(),
  /** The API server's address: the same context can lead elsewhere later. */
  server: z.string().optional(),
});

export type KubernetesConnection = z.infer<typeof schema>;

/** An incomplete entry does not spoil the others. */
const listOf = <T extends z.ZodType>(entry: T) => z.array(entry.nullable().catch(null)).nullish();

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const fileSchema = z.object({
  "current-context": z.string().nullish(),
  contexts: listOf(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string().nullish() }) }),
  ),
  clusters: listOf(z.object({ name: z.string(), cluster: z.object({ server: z.string() }) })),
  users: listOf(z.object({ name: z.string() })),
});

type KubeconfigFile = z.infer<typeof fileSchema> & { path: string };

/**
 * The cluster that the configuration selects: `kubeconfig` takes precedence over the environment variable `KUBECONFIG`
 * and over `~/.kube/config`, `context` over the file's current context. The cluster that Podium has started goes before
 * `~/.kube/config`, unless `context` names one in there. Reads only as much of the files as that takes,
 * since Kubernetes' own client takes longer to load than all of Podium.
 * @returns a connection without a context if no file has a current one.
 */
export function connectionOf({ context, kubeconfig }: Partial<KubernetesConnection>): KubernetesConnection {
  const paths = kubeconfig ? [fromStack(kubeconfig)] : pathsInEnvironment(context);
  const files = paths.filter((path) => existsSync(path)).map(read);
  const name = context || files.map((file) => file["current-context"]).find(Boolean) || undefined;
  const found = firstNamed(name, files, ({ contexts }) => contexts);
  const cluster = firstNamed(found?.context.cluster, files, ({ clusters }) => clusters);
  const user = firstNamed(found?.context.user, files, ({ users }) => users);
  const isInOneFile = found && [cluster, user].every((part) => !part || part.path === found.path);
  return {
    // Pulumi's provider takes only one path.
    kubeconfig: isInOneFile ? found.path : paths.join(delimiter),
    context: name,
    server: cluster && serverOf(cluster.cluster.server),
  };
}

/**
 * The first file that has an entry wins:
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
function firstNamed<T extends { name: string }>(
  name: string | null | undefined,
  files: KubeconfigFile[],
  entriesOf: (file: KubeconfigFile) => (T | null)[] | null | undefined,
) {
  for (const file of files) {
    const entry = entriesOf(file)?.find((each) => each?.name === name);
    if (entry) return { ...entry, path: file.path };
  }
  return undefined;
}

/** An API server's address, written the same way wherever it comes from. */
export const serverOf = (url: string): string => withoutCredentials(url).replace(/\/$/, "");

/** Pulumi runs a stack's program, and resolves paths in its configuration, in the stack's folder. */
const fromStack = (path: string): string =>
  /^~(\/|$)/.test(path) ? join(homedir(), path.slice(1)) : resolve(stackFolder("kubernetes"), path);

function pathsInEnvironment(context?: string): string[] {
  const variable = context ? process.env["KUBECONFIG"] : variableOf("kubernetes", "KUBECONFIG");
  const listed = (variable ?? "").split(delimiter).filter(Boolean);
  return listed.length ? listed.map((path) => resolve(path)) : [join(homedir(), ".kube", "config")];
}

/** What is not a kubeconfig file counts as empty here; the engine reports it when it connects. */
function read(path: string): KubeconfigFile {
  try {
    return { ...fileSchema.parse(parse(readFileSync(path, "utf8"))), path };
  } catch {
    return { path };
  }
}
