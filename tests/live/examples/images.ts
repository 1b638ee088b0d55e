import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checked, ROOT, run } from "../../command";
import { Base, docker, newFolder } from "./base";

/** How the image of an example is made on this machine. */
interface Recipe {
  /** What it takes; the example is skipped without. */
  tools: string[];
  /** The command in the first line of its Dockerfile, run in a copy of its folder. */
  prepare?: (folder: string) => Promise<unknown>;
  /** Stands in for its base image. */
  base?: () => Promise<Base>;
}

const SHELL_TOOLS = ["/usr/bin/envsubst", "/usr/bin/curl"];

/** Every example, by its folder. */
export const RECIPES: Record<string, Recipe> = {
  "1-static-binary": {
    tools: ["go"],
    prepare: (folder) =>
      checked("go", ["build", "-o", "app", "."], { cwd: folder, env: { ...process.env, CGO_ENABLED: "0" } }),
  },
  "2-nginx": {
    tools: ["apt-get", "dpkg", ...SHELL_TOOLS],
    base: async () => {
      const folder = newFolder();
      await checked("apt-get", ["download", "nginx", "nginx-common"], { cwd: folder });
      for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb")))
        await checked("dpkg", ["-x", file, "root"], { cwd: folder });
      const base = new Base();
      for (const program of ["/bin/sh", ...SHELL_TOOLS, join(folder, "root/usr/sbin/nginx")])
        await base.program(program);
      rmSync(folder, { recursive: true });
      // What the published image's entry point and configuration do, in short.
      return base
        .file("/etc/nginx/nginx.conf", NGINX)
        .writable("/etc/nginx/conf.d")
        .file("/docker-entrypoint.sh", ENTRYPOINT, 0o755)
        .line("USER 101")
        .line("STOPSIGNAL SIGQUIT")
        .line('ENTRYPOINT ["/docker-entrypoint.sh"]')
        .line('CMD ["nginx", "-g", "daemon off;"]');
    },
  },
  "3-django": {
    tools: ["python3"],
    prepare: (folder) =>
      checked(
        "python3",
        ["-m", "pip", "install", "--quiet", "--requirement", "requirements.txt", "--target", "packages"],
        { cwd: folder },
      ),
    base: async () => {
      const script = "import sys, sysconfig; print(sys.executable, sysconfig.get_path('stdlib'), sep='\\n')";
      const [program, library] = (await checked("python3", ["-c", script])).trim().split("\n") as [
        string,
        string,
      ];
      const base = new Base();
      await base.tree(library, /^\/(site-packages|dist-packages|test|idlelib|ensurepip)$|__pycache__|\.a$/);
      return (await base.program(program, "python3")).line(
        `ENV PYTHONHOME=${library.replace(/\/lib\/[^/]*$/, "")}`,
      );
    },
  },
  "4-spring-boot": {
    tools: ["mvn", "java", "/usr/bin/curl"],
    prepare: (folder) => checked("mvn", ["--quiet", "--batch-mode", "package"], { cwd: folder }),
    base: async () => {
      const settings = await checked("sh", ["-c", "java -XshowSettings:properties -version 2>&1"]);
      const home = /java\.home = (.*)/.exec(settings)![1]!;
      const base = new Base();
      await base.tree(home, /^\/(jmods|include|legal|man|demo|lib\/src\.zip|lib\/ct\.sym|bin\/(?!java$).*)$/);
      return (await base.program("/usr/bin/curl")).line(`ENV PATH=${home}/bin:/usr/bin:/bin`);
    },
  },
};

const NGINX = `pid /tmp/nginx.pid;
error_log /dev/stderr;
events {}
http {
  access_log off;
  client_body_temp_path /tmp/client_temp;
  proxy_temp_path /tmp/proxy_temp;
  fastcgi_temp_path /tmp/fastcgi_temp;
  uwsgi_temp_path /tmp/uwsgi_temp;
  scgi_temp_path /tmp/scgi_temp;
  include /etc/nginx/conf.d/*.conf;
}
`;
const ENTRYPOINT = `#!/usr/bin/sh
set -e
for template in /etc/nginx/templates/*.template; do
  name=\${template##*/}
  envsubst '\${PORT} \${GREETING}' < "$template" > "/etc/nginx/conf.d/\${name%.template}"
done
exec "$@"
`;

/** The tools that are not on this machine. */
export async function missingFor(example: string): Promise<string[]> {
  const { tools } = RECIPES[example]!;
  const found = await Promise.all(
    tools.map(async (tool) => (await run("sh", ["-c", `command -v ${tool}`])).code === 0),
  );
  return tools.filter((_, index) => !found[index]);
}

/** Builds an example's image and pushes it. @returns two digests of it, the second of which differs by a label. */
export async function buildExample(example: string, registry: string): Promise<[string, string]> {
  const { prepare, base } = RECIPES[example]!;
  const folder = newFolder();
  cpSync(join(ROOT, "examples", example), folder, { recursive: true });
  await prepare?.(folder);
  const repository = `${registry}/examples/${example}`;
  const from = base && (await (await base()).build(`${repository}-base`));
  const push = async (revision: string) => {
    const args = from ? ["--build-arg", `BASE=${from}`] : [];
    await docker("build", "--quiet", "--tag", repository, "--label", `revision=${revision}`, ...args, folder);
    await docker("push", "--quiet", repository);
    const digests = await docker("inspect", "--format", "{{json .RepoDigests}}", repository);
    return (JSON.parse(digests) as string[]).find((digest) => digest.startsWith(`${repository}@`))!;
  };
  const images: [string, string] = [await push("1"), await push("2")];
  rmSync(folder, { recursive: true });
  return images;
}
