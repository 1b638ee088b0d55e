import { reasonOf } from "../../common/reason";
import { isLoopback, PROBE_SECONDS } from "../../common/reach";
import type { Probe } from "../engine";
import { kindOf } from "../kind";
import type { Clients, EcsApi } from "./client";
import { type EcsConnection, placeOf } from "./connection";
import type { Emulator } from "./emulator";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/Welcome.html */
const API_VERSION = "API 2014-11-13";

const REMEDY = {
  emulator: "pip install ministack docker && ministack   (AWS_ENDPOINT_URL says where Podium looks for it)",
  aws: "aws configure   (or for an emulator: export AWS_ENDPOINT_URL=http://localhost:4566)",
  account: "aws sts get-caller-identity   (shows the account of the credentials; AWS_PROFILE selects others)",
};

/**
 * Finds out what responds at a connection.
 * @throws Error if nothing responds, or AWS refuses the credentials.
 */
export async function find(
  wanted: EcsConnection,
  clients: Clients,
  identifyEmulator: () => Promise<Emulator | undefined>,
): Promise<Probe> {
  const emulator = await identifyEmulator();
  const api = await clients.ecs();
  const { account, region } = await ownPlace(api);
  if (wanted.account && account && account !== wanted.account) {
    const reason = `the credentials are for the account ${account}, but the stack is deployed to ${wanted.account}`;
    return { reachable: false, reason, remedy: REMEDY.account };
  }
  const { endpoint } = wanted;
  const product = emulator?.product ?? "Amazon ECS";
  const version = emulator?.version ?? API_VERSION;
  // All emulators have the same account.
  const identity =
    account && !emulator ? [account, region] : [endpoint, region ?? wanted.region, wanted.profile];
  return {
    reachable: true,
    product,
    version,
    kind: kindOf(product, version),
    address: endpoint ?? (await addressOf(api)),
    identity: identity.filter(Boolean).join("/"),
    // What does not call itself an emulator could be a tunnel to AWS.
    local: emulator !== undefined && endpoint !== undefined && isLoopback(endpoint),
  };
}

/** The result of a probe that has failed. */
export function unreachable({ endpoint }: EcsConnection, error: unknown): Probe {
  return {
    reachable: false,
    reason: `${endpoint ?? "AWS"} cannot be reached: ${reasonOf(error)}`,
    remedy: endpoint ? REMEDY.emulator : REMEDY.aws,
  };
}

/**
 * The account and region that the credentials act in. ECS names any cluster by its full ARN, even one that it does not
 * have: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Failure.html
 */
async function ownPlace({ sdk, send }: EcsApi): Promise<Partial<ReturnType<typeof placeOf>>> {
  const command = new sdk.DescribeClustersCommand({ clusters: ["default"] });
  // After that, nobody waits for it any more.
  const abortSignal = AbortSignal.timeout(PROBE_SECONDS * 1000);
  const { clusters, failures } = await send(command, { abortSignal });
  const arn = clusters?.[0]?.clusterArn ?? failures?.[0]?.arn;
  return arn ? placeOf(arn) : {};
}

/** AWS's own address for ECS in the client's region, which differs between its partitions. */
async function addressOf({ client: { config } }: EcsApi): Promise<string> {
  return config.endpointProvider({ Region: await config.region() }).url.href.replace(/\/$/, "");
}
