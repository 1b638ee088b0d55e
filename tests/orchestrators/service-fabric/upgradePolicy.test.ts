import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patience, upgradePolicy } from "../../../src/orchestrators/service-fabric/upgradePolicy";
import { workloadOf } from "../../program";

const policyOf = (changes: object, max = 2) =>
  upgradePolicy(workloadOf(changes), { initial: max, min: max, max });

describe("the upgrade policy", () => {
  const CHECKS = {
    health: { interval: 10, timeout: 4, failures: 5 },
    readiness: { interval: 3, timeout: 2, failures: 6 },
  };

  it("derives its times from the checks and the number of instances", () => {
    expect(policyOf(CHECKS, 7)).toEqual({
      failureAction: "Rollback",
      healthCheckWait: 3 * 6 + 2,
      healthCheckStable: 10 + 4,
      healthCheckRetry: 10 * 5 + 4,
      upgradeDomainTimeout: 30 + 120 + 20 + 54,
      upgradeTimeout: 7 * 224,
      upgradeReplicaSetCheckTimeout: 30,
    });
  });

  it("is stable after the slower check, and waits for its time if that is longer than the retries", () => {
    const slow = { interval: 60, timeout: 30, failures: 1 };
    const policy = policyOf({ health: { interval: 1, timeout: 1, failures: 1 }, readiness: slow });
    expect(policy).toMatchObject({
      healthCheckStable: 90,
      healthCheckRetry: 2,
      upgradeDomainTimeout: 150 + 90 + 90,
    });
  });

  it("takes its time where nothing is checked, too", () => {
    expect(policyOf({ health: "none", readiness: "none" })).toEqual(policyOf({}));
  });

  it("lets a domain be unhealthy while its instances start", () => {
    const slow = policyOf({ ...CHECKS, startSeconds: 200 });
    expect(slow).toMatchObject({ healthCheckRetry: 254, upgradeDomainTimeout: 30 + 120 + 20 + 254 });
  });

  it("leaves time for the five upgrade domains of a cluster on Azure", () => {
    expect(policyOf(CHECKS, 2).upgradeTimeout).toBe(5 * 224);
  });

  it("stops a failed upgrade where it is if it may not roll back", () => {
    expect(policyOf({ update: { rollback: false } }).failureAction).toBe("Manual");
  });

  it("applies the same patience to a service", () => {
    expect(patience(policyOf(CHECKS))).toEqual({ stable: 20, retry: 54, timeout: 224 });
  });

  it("never has a timeout that the cluster refuses", () => {
    const check = fc
      .record({ interval: fc.integer({ min: 1, max: 300 }), failures: fc.integer({ min: 1, max: 10 }) })
      .map((each) => ({ ...each, timeout: 1 }));
    fc.assert(
      fc.property(check, check, fc.integer({ min: 1, max: 100 }), (health, readiness, count) => {
        const policy = policyOf({ health, readiness }, count);
        const { healthCheckWait: wait, healthCheckStable: stable, healthCheckRetry: retry } = policy;
        expect(policy.upgradeDomainTimeout).toBeGreaterThan(wait + Math.max(stable, retry));
        expect(policy.upgradeTimeout).toBeGreaterThanOrEqual(policy.upgradeDomainTimeout);
      }),
    );
  });
});
