import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/errors";
import { describe } from "../../workload/problems";

/**
 * How to connect over TLS, from the environment variables of Nomad's command line.
 * https://developer.hashicorp.com/nomad/commands#environment-variables
 * @throws Failure that names the variable with the wrong value.
 */
export async function tlsOptions() {
  const cert = process.env["NOMAD_CLIENT_CERT"];
  const key = process.env["NOMAD_CLIENT_KEY"];
  if (Boolean(cert) !== Boolean(key)) {
    throw new Failure("NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY must be set together");
  }
  return {
    ca: await authorities(),
    cert: cert ? await readPem("NOMAD_CLIENT_CERT", cert) : undefined,
    key: key ? await readPem("NOMAD_CLIENT_KEY", key) : undefined,
    servername: process.env["NOMAD_TLS_SERVER_NAME"] || undefined,
    rejectUnauthorized: !skipsVerification(process.env["NOMAD_SKIP_VERIFY"] || "false"),
  };
}

/** One file takes precedence over a folder of them; undefined for the authorities that Node.js trusts. */
async function authorities(): Promise<string[] | undefined> {
  const { NOMAD_CACERT: file, NOMAD_CAPATH: folder } = process.env;
  if (file) return [await readPem("NOMAD_CACERT", file)];
  if (!folder) return undefined;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unreadable("NOMAD_CAPATH", folder, error);
  });
  const files = entries.filter((each) => !each.isDirectory());
  return Promise.all(files.map((each) => readPem("NOMAD_CAPATH", join(each.parentPath, each.name))));
}

async function readPem(variable: string, path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw unreadable(variable, path, error);
  });
  if (text.includes("-----BEGIN ")) return text;
  throw new Failure(`${variable} names a file that is not in PEM format: ${path}`);
}

const unreadable = (variable: string, path: string, error: unknown) =>
  new Failure(
    `${variable} names a file that cannot be read: ${path} (${(error as NodeJS.ErrnoException).code})`,
  );

/** The spellings that the command line accepts: https://pkg.go.dev/strconv#ParseBool */
function skipsVerification(text: string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new Failure(describe({ key: "NOMAD_SKIP_VERIFY", value: text, rule: "must be true or false" }));
}
