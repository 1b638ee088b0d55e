import { InvalidWorkload, type Problem } from "../../workload/workload";

/** What it takes to serve HTTPS. */
export interface Https {
  /** Of a certificate in AWS Certificate Manager, in the region of the deployment. */
  certificateArn: string;
  /** The host name that the certificate is for, and that leads to the load balancer. */
  domain: string;
}

/**
 * TLS 1.3 and 1.2, with forward secrecy; what AWS recommends, and not what listeners get by default.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const ARN = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;
const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * HTTPS, where a certificate is configured.
 * @param given the stack's settings.
 * @param emulator the emulator that takes AWS's place, if one does.
 * @throws InvalidWorkload if one of the two settings is missing or wrong, or an emulator could not serve it.
 */
export function readHttps(given: Partial<Https>, emulator?: string): Https | undefined {
  const { certificateArn, domain } = given;
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  if (!set.length) return undefined;
  if (emulator) {
    const allowed = "not to set it where AWS_ENDPOINT_URL points at an emulator, which serves no HTTPS";
    throw new InvalidWorkload(set.map(([key, value]) => ({ key: `podium-ecs:${key}`, value, allowed })));
  }
  const problems: Problem[] = [];
  if (!ARN.test(certificateArn ?? "")) {
    problems.push({
      key: "podium-ecs:certificateArn",
      value: certificateArn,
      allowed:
        "the ARN of a certificate in ACM, arn:aws:acm:REGION:ACCOUNT:certificate/ID, in the stack's region",
    });
  }
  if (!HOST_NAME.test(domain ?? "")) {
    problems.push({
      key: "podium-ecs:domain",
      value: domain,
      allowed: "the host name that the certificate is for, e.g. podium.example.com",
    });
  }
  if (problems.length) throw new InvalidWorkload(problems);
  return given as Https;
}

/**
 * Where plain HTTP is spoken: at the public port or, where that speaks HTTPS, at the port that browsers try first.
 * @throws InvalidWorkload if both were one.
 */
export function httpPort(publicPort: number, https: Https | undefined): number {
  if (!https) return publicPort;
  if (publicPort !== 80) return 80;
  const allowed = "any port but 80 with a certificate, 443 for example, since 80 redirects there";
  throw new InvalidWorkload([{ key: "podium:publicPort", value: publicPort, allowed }]);
}
