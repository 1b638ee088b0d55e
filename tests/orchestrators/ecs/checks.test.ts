import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containerCheck, targetCheck } from "../../../src/orchestrators/ecs/checks";

describe("checks", () => {
  const check = (changes = {}) => ({ path: "/x", interval: 10, timeout: 4, failures: 3, ...changes });

  it("pass on what ECS and the load balancer support", () => {
    expect(containerCheck(check(), ["/check", "8080"], 60)).toEqual({
      command: ["CMD", "/check", "8080"],
      interval: 10,
      timeout: 4,
      retries: 3,
      startPeriod: 60,
    });
    expect(targetCheck(check())).toEqual({
      enabled: true,
      protocol: "HTTP",
      port: "traffic-port",
      path: "/x",
      matcher: "200-299",
      interval: 10,
      timeout: 4,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    });
  });

  it("of the load balancer accept any response of the service where the workload wants no check", () => {
    expect(targetCheck(undefined)).toMatchObject({ path: "/", matcher: "200-499", interval: 5, timeout: 2 });
  });

  it.each([
    ["the smallest values", { interval: 1, timeout: 1, failures: 1 }, [5, 2, 1], [5, 2, 2]],
    ["the lower limits", { interval: 5, timeout: 2, failures: 2 }, [5, 2, 2], [5, 2, 2]],
    ["a timeout as long as the interval", { interval: 6, timeout: 6 }, [6, 6, 3], [6, 5, 3]],
    ["long values", { interval: 120, timeout: 120, failures: 10 }, [120, 60, 10], [120, 119, 10]],
    ["the largest values", { interval: 300, timeout: 120 }, [300, 60, 3], [300, 120, 3]],
  ])("are as close as possible to %s", (_, changes, container, target) => {
    const { interval, timeout, retries } = containerCheck(check(changes), ["/check"], 60);
    expect([interval, timeout, retries]).toEqual(container);
    const found = targetCheck(check(changes));
    expect([found.interval, found.timeout, found.unhealthyThreshold]).toEqual(target);
  });

  it("of the load balancer never take longer than their interval", () => {
    const seconds = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 120 }), (interval, timeout) => {
        const found = targetCheck(check({ interval, timeout }));
        expect(found.timeout).toBeLessThan(found.interval);
        expect(found.timeout).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
