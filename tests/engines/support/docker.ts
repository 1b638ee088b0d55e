import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { temporaryFolder } from "../../folder";

/** A program that stands in for `docker compose` on the PATH for one test. */
export interface FakeCompose {
  /** The arguments of each call, without those that every call has. */
  calls(): string[];
}

/**
 * Puts a fake `docker` first on the PATH.
 * @param replies shell commands, by a word of the arguments.
 */
export function fakeCompose(replies: Record<string, string>, version = "2.40.3"): FakeCompose {
  const folder = temporaryFolder();
  const log = join(folder, "calls");
  const cases = Object.entries(replies).map(([word, action]) => `*" ${word} "*) ${action} ;;`);
  const script = [
    "#!/bin/sh",
    `case "$*" in "compose version --short") echo ${version}; exit;; esac`,
    `echo "$*" >>${log}`,
    `case " $* " in ${cases.join("\n")} esac`,
  ];
  writeFileSync(join(folder, "docker"), script.join("\n"));
  chmodSync(join(folder, "docker"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
  return {
    calls: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .trim()
            .split("\n")
            .map((line) => line.replace(/^.* --progress plain /, ""))
        : [],
  };
}
