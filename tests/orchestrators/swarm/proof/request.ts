import type { Inputs } from "../../../proof/proof";

/** Names of the Engine API that are not just the provider's with a capital. */
const NAMES: Record<string, string> = {
  taskSpec: "TaskTemplate",
  healthcheck: "HealthCheck",
  tests: "Test",
  commands: "Command",
  capDrops: "CapabilityDrop",
  nanoCpus: "NanoCPUs",
  reservation: "Reservations",
  prefs: "Preferences",
  networksAdvanceds: "Networks",
};

/** Values that have another form in the Engine API, by the provider's name. */
const FORMS: Record<string, (value: unknown) => unknown> = {
  env: (value) =>
    Object.entries(value as Inputs).map(([name, text]) =>
      typeof text === "string" ? `${name}=${text}` : { [name]: text },
    ),
  // These names belong to the driver.
  options: (value) => value,
  labels: (value) => Object.fromEntries((value as Inputs[]).map(label)),
  prefs: (value) => (value as unknown[]).map((SpreadDescriptor) => ({ Spread: { SpreadDescriptor } })),
  networksAdvanceds: (value) =>
    (value as Inputs[]).map(({ id, ...rest }) => ({ Target: id, ...requestOf(rest) })),
  secrets: (value) => (value as Inputs[]).map(secret),
  volumeOptions: (value) => {
    const { driverName: Name, driverOptions: Options, ...rest } = value as Inputs;
    return { DriverConfig: { Name, Options }, ...requestOf(rest) };
  },
  maxFailureRatio: (value) => (/^\d+\.\d+$/.test(String(value)) ? Number(value) : value),
  ...Object.fromEntries(
    ["interval", "timeout", "startPeriod", "stopGracePeriod", "delay", "window", "monitor"].map((name) => [
      name,
      nanoseconds,
    ]),
  ),
};

/**
 * The request that the provider sends for its inputs. It includes unknown properties, so that the API's description
 * refuses them.
 * https://github.com/kreuzwerker/terraform-provider-docker/blob/master/internal/provider/resource_docker_service_structures.go
 */
export function requestOf(inputs: Inputs): Inputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1),
      FORMS[name] ? FORMS[name](value) : inner(value),
    ]),
  );
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  return typeof value === "object" && value !== null ? requestOf(value as Inputs) : value;
}

const secret = ({ secretId, secretName, fileName, fileUid, fileGid, fileMode, ...rest }: Inputs) => ({
  SecretID: secretId,
  SecretName: secretName,
  File: { Name: fileName, UID: fileUid, GID: fileGid, Mode: fileMode },
  ...requestOf(rest),
});

/** What is not a pair of strings stays as it is, which the API's description refuses. */
const label = ({ label, value, ...rest }: Inputs): [string, unknown] =>
  typeof label === "string" && !Object.keys(rest).length ? [label, value] : ["", { label, ...rest }];

/** What is not a duration stays a string, which the API's description refuses. */
function nanoseconds(value: unknown): unknown {
  const found = typeof value === "string" && /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(value);
  if (!found) return value;
  const [, hours = 0, minutes = 0, seconds = 0] = found.map(Number).map((part) => part || 0);
  return (hours * 3600 + minutes * 60 + seconds) * 1e9;
}
