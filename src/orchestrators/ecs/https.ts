import { InvalidConfig, type Problem } from "../../workload/problems";

/** What it takes to serve HTTPS. */
export interface Https {
  /** A certificate in AWS Certificate Manager, in the region of the deployment. */
  certificateArn: string;
  /** The host name that the certificate is for, and that leads to the load balancer. */
  domain: string;
}

/**
 * TLS 1.3 and 1.2 with forward secrecy: the policy that AWS recommends, although listeners have another by default.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

export const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;
export const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * HTTPS, if the stack's settings configure a certificate.
 * @param emulator the base URL of the emulator that takes AWS's place, if any.
 * @throws InvalidConfig if only one of the two settings is set, or if an emulator would have to serve HTTPS.
 */
export function httpsOf(
  { certificateArn, domain }: Partial<Https>,
  emulator: string | undefined,
): Https | undefined {
  const given = { certificateArn, domain };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  if (!set.length) return undefined;
  if (emulator) {
    const rule = "is not supported where AWS_ENDPOINT_URL points at an emulator, which serves no HTTPS";
    throw new InvalidConfig(set.map(([name]) => ({ key: `podium-ecs:${name}`, rule, isWrongKey: true })));
  }
  if (certificateArn && domain) return { certificateArn, domain };
  throw new InvalidConfig([
    certificateArn ? missing("domain", "certificateArn") : missing("certificateArn", "domain"),
  ]);
}

const missing = (name: keyof Https, other: keyof Https): Problem => ({
  key: `podium-ecs:${name}`,
  rule: `must be set together with podium-ecs:${other}`,
});

/**
 * The port for plain HTTP: the public port or, if that serves HTTPS, the one that browsers try first.
 * @throws InvalidConfig if both would be the same.
 */
export function httpPort(publicPort: number, https: Https | undefined): number {
  if (!https) return publicPort;
  if (publicPort !== 80) return 80;
  const rule = "must not be 80 with a certificate, since port 80 redirects to it; HTTPS usually has 443";
  throw new InvalidConfig([{ key: "podium:publicPort", value: publicPort, rule }]);
}
