import { once } from "../../common/once";
import { type EcsConnection, isAnonymous, MADE_UP_CREDENTIALS } from "./connection";

/** Seconds that AWS has for a response. */
const SECONDS = 10;

/** Options of a list, of which all pages together may take 10 seconds. */
export const timeout = () => ({ abortSignal: AbortSignal.timeout(SECONDS * 1000) });

interface AnyClient {
  send(...args: never[]): unknown;
  destroy(): void;
}

/** One of AWS's APIs. */
interface Api<Sdk, Client extends AnyClient> {
  /** The SDK's commands. */
  sdk: Sdk;
  client: Client;
  /** One call; see `limited`. */
  send: Client["send"];
}

type Config = ReturnType<typeof configOf>;

interface CallOptions {
  abortSignal?: AbortSignal;
}

/** A client's calls, which fail after 10 seconds without a response, or once their own signal is aborted. */
function limited<Client extends AnyClient>(client: Client): Client["send"] {
  const call = client.send.bind(client) as (command: unknown, options: CallOptions) => Promise<unknown>;
  const send = async (command: unknown, { abortSignal: own }: CallOptions = {}) => {
    const limit = AbortSignal.timeout(SECONDS * 1000);
    try {
      return await call(command, { abortSignal: own ? AbortSignal.any([limit, own]) : limit });
    } catch (error) {
      throw limit.aborted ? new Error(`no response within ${SECONDS} s`) : error;
    }
  };
  return send as Client["send"];
}

/** Opens an API. Its SDK is loaded only then: most of Podium does without. */
const api =
  <Sdk, Client extends AnyClient>(load: () => Promise<Sdk>, connect: (sdk: Sdk, config: Config) => Client) =>
  async (connection: EcsConnection): Promise<Api<Sdk, Client>> => {
    const sdk = await load();
    const client = connect(sdk, configOf(connection));
    return { sdk, client, send: limited(client) };
  };

const APIS = {
  autoscaling: api(
    () => import("@aws-sdk/client-application-auto-scaling"),
    (sdk, config) => new sdk.ApplicationAutoScalingClient(config),
  ),
  balancing: api(
    () => import("@aws-sdk/client-elastic-load-balancing-v2"),
    (sdk, config) => new sdk.ElasticLoadBalancingV2Client(config),
  ),
  discovery: api(
    () => import("@aws-sdk/client-servicediscovery"),
    (sdk, config) => new sdk.ServiceDiscoveryClient(config),
  ),
  ec2: api(
    () => import("@aws-sdk/client-ec2"),
    (sdk, config) => new sdk.EC2Client(config),
  ),
  ecr: api(
    () => import("@aws-sdk/client-ecr"),
    (sdk, config) => new sdk.ECRClient(config),
  ),
  ecs: api(
    () => import("@aws-sdk/client-ecs"),
    (sdk, config) => new sdk.ECSClient(config),
  ),
  iam: api(
    () => import("@aws-sdk/client-iam"),
    (sdk, config) => new sdk.IAMClient(config),
  ),
  logs: api(
    () => import("@aws-sdk/client-cloudwatch-logs"),
    (sdk, config) => new sdk.CloudWatchLogsClient(config),
  ),
  secrets: api(
    () => import("@aws-sdk/client-secrets-manager"),
    (sdk, config) => new sdk.SecretsManagerClient(config),
  ),
};

type Apis = { [Name in keyof typeof APIS]: () => ReturnType<(typeof APIS)[Name]> };

export type EcsApi = Awaited<ReturnType<Apis["ecs"]>>;

/** The clients of one connection: each opened when it is first used, and kept until they are closed. */
export type Clients = Apis & { close(): void };

/**
 * The clients of a connection. A second client would ask for the credentials of an SSO profile a second time.
 */
export function clientsOf(connection: EcsConnection): Clients {
  const opened = Object.entries(APIS).map(
    ([name, open]) => [name, once<{ client: AnyClient }>(() => open(connection))] as const,
  );
  return {
    ...(Object.fromEntries(opened) as unknown as Apis),
    close() {
      for (const [, each] of opened) {
        each.forget()?.then(
          ({ client }) => client.destroy(),
          () => undefined,
        );
      }
    },
  };
}

function configOf(connection: EcsConnection) {
  // Podium pins the SDK's version, so the Node.js version that later ones require does not concern its users.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { region, profile, endpoint } = connection;
  return {
    region,
    profile,
    endpoint,
    // Otherwise a later AWS_ENDPOINT_URL would redirect a connection to AWS itself.
    ignoreConfiguredEndpointUrls: true,
    maxAttempts: 2,
    ...(isAnonymous(connection) && { credentials: MADE_UP_CREDENTIALS }),
  };
}
