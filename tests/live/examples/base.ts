import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { checked, run } from "../../command";

/**
 * Stands in for a published base image, where no registry that has it can be reached: a file system with programs of this
 * machine, at the same paths, and with the libraries that they load.
 */
export class Base {
  readonly folder = newFolder();
  readonly root = join(this.folder, "root");
  readonly #lines = ["FROM scratch", "COPY root/ /", "ENV PATH=/usr/local/bin:/usr/bin:/bin"];

  constructor() {
    this.writable("/tmp");
  }

  /** Makes a folder that every user can write to. */
  writable(path: string): this {
    mkdirSync(join(this.root, path), { recursive: true });
    chmodSync(join(this.root, path), 0o1777);
    return this;
  }

  /** A line for the Dockerfile. */
  line(text: string): this {
    this.#lines.push(text);
    return this;
  }

  /** Writes a file. */
  file(path: string, content: string, mode = 0o644): this {
    this.#make(path);
    writeFileSync(join(this.root, path), content, { mode });
    return this;
  }

  /** Copies a program to /usr/bin, with its libraries. */
  async program(path: string, name = basename(path)): Promise<this> {
    this.#copy(realpathSync(path), `/usr/bin/${name}`);
    await this.#libraries([path]);
    return this;
  }

  /** Copies a folder, without some of its entries, and the libraries that its own libraries load. */
  async tree(from: string, without: RegExp): Promise<this> {
    this.#make(from);
    cpSync(from, join(this.root, from), {
      recursive: true,
      dereference: true,
      filter: (path) => !without.test(path.slice(from.length)) && existsSync(path),
    });
    const inside = readdirSync(join(this.root, from), { recursive: true, encoding: "utf8" });
    await this.#libraries(inside.filter((path) => extname(path) === ".so").map((path) => join(from, path)));
    return this;
  }

  /** Builds it under a name. */
  async build(name: string): Promise<string> {
    writeFileSync(join(this.folder, "Dockerfile"), `${this.#lines.join("\n")}\n`);
    await docker("build", "--quiet", "--tag", name, this.folder);
    rmSync(this.folder, { recursive: true });
    return name;
  }

  async #libraries(files: string[]): Promise<void> {
    for (const file of files) {
      const { stdout } = await run("ldd", [file]);
      for (const [library] of stdout.matchAll(/\/\S+(?= \(0x)/g)) this.#copy(library, library);
    }
  }

  #copy(from: string, to: string): void {
    this.#make(to);
    if (!existsSync(join(this.root, to))) cpSync(from, join(this.root, to), { dereference: true });
  }

  #make(path: string): void {
    mkdirSync(join(this.root, dirname(path)), { recursive: true });
  }
}

/** A folder that its user removes. */
export const newFolder = () => mkdtempSync(join(tmpdir(), "podium-"));

/** Runs `docker` and returns what it prints. */
export const docker = async (...args: string[]): Promise<string> => (await checked("docker", args)).trim();
