import { split } from "shlex";

/** A GET of the container itself. */
export interface HttpCheck {
  path: string;
  port: number;
  headers?: Record<string, string>;
}

/** What a container calls itself. */
const ITSELF = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** Options of curl and wget with a value of their own, which is no URL. */
const WITH_VALUE =
  /^(-[oOTtmXuAHUw]|--(output|output-document|max-time|connect-timeout|timeout|tries|request|user-agent|retry|header))$/;

/**
 * The request that a check's command makes, if it is nothing but a GET by curl or wget: `curl -f http://localhost:8080/health`,
 * also in a shell and followed by `|| exit 1`. Undefined if it does anything else.
 */
export function httpCheckOf(command: string[]): HttpCheck | undefined {
  const words = wordsOf(command);
  if (!words || !/(^|\/)(curl|wget)$/.test(words[0] ?? "")) return undefined;
  const headers: Record<string, string> = {};
  const urls: string[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (/^(-d|-I|--data.*|--head|-X|--request|--post-.*|--method.*|-u|--user|-k|--insecure)$/.test(word))
      return undefined;
    const [, name, value] =
      /^(?:--header=)?([\w-]+):\s*(.*)$/.exec(
        /^(-H|--header)$/.test(word) ? (words[++index] ?? "") : word.startsWith("--header=") ? word : "",
      ) ?? [];
    if (name) headers[name] = value!;
    else if (WITH_VALUE.test(word)) index++;
    else if (!word.startsWith("-")) urls.push(/^https?:/.test(word) ? word : `http://${word}`);
  }
  const [url] = urls;
  if (urls.length !== 1 || !URL.canParse(url!)) return undefined;
  const { protocol, hostname, port, pathname, search, username } = new URL(url!);
  if (protocol !== "http:" || !ITSELF.test(hostname) || username) return undefined;
  return {
    path: pathname + search,
    port: Number(port || 80),
    ...(Object.keys(headers).length && { headers }),
  };
}

/** The words of a single command: what only a shell understands ends the search. */
function wordsOf(command: string[]): string[] | undefined {
  const [shell, option, text] = command;
  const isShell = command.length === 3 && /(^|\/)(sh|bash|ash|dash)$/.test(shell!) && option === "-c";
  if (!isShell) return command;
  const plain = text!
    .replace(/\s*\|\|\s*(exit 1|false)\s*;?\s*$/, "")
    .replace(/\s*(\d?>{1,2}\s*\/dev\/null|2>&1)/g, "");
  if (/[$`|;<>()\n]|&&/.test(plain)) return undefined;
  try {
    return split(plain);
  } catch {
    return undefined;
  }
}
