import { expect, test } from "bun:test";
import { type LicenceClaims, licenceAt, licenceProblem, seatRule, trialMs } from "./licence.ts";

const zone = "America/Sao_Paulo";
const claims: LicenceClaims = {
  ...{
    customer: "Central Empresa",
    agents: 20,
    services: ["recordings"],
    issuedAt: Date.parse("2026-11-20T12:00:00Z"),
  },
  ...{ from: "2026-11-25", until: "2027-01-31" },
};
const state = (at: string, own: Partial<LicenceClaims> = {}) =>
  licenceAt({ type: "token", claims: { ...claims, ...own } }, Date.parse(at), zone);

test("a licence holds from the first day to the end of the last one, by the clocks of the site", () => {
  expect(state("2026-11-25T02:59:59.999Z").type).toBe("not_yet");
  expect(state("2026-11-25T03:00:00Z")).toEqual({
    ...{ type: "licensed", claims },
    ...{ from: Date.parse("2026-11-25T03:00:00Z"), until: Date.parse("2027-02-01T03:00:00Z") },
  });
  expect(state("2027-02-01T02:59:59.999Z").type).toBe("licensed");
  expect(state("2027-02-01T03:00:00Z").type).toBe("expired");
});

test("a clock that stands before the licence was issued is told, but not that of who issues it a moment ahead", () => {
  const issuedAt = Date.parse("2026-12-01T12:00:00Z");
  expect(state("2026-12-01T11:49:59Z", { issuedAt }).type).toBe("not_yet");
  expect(state("2026-12-01T11:50:00Z", { issuedAt }).type).toBe("licensed");
});

test("a trial is of everything for 15 days to the millisecond, then it is the community edition with something to say", () => {
  const since = Date.parse("2026-11-25T12:00:00Z");
  const span = { from: since, until: since + 15 * 24 * 3_600_000 };
  expect(licenceAt({ type: "trial", since }, since + trialMs - 1, zone)).toEqual({ type: "trial", ...span });
  const over = licenceAt({ type: "trial", since }, since + trialMs, zone);
  expect(over).toEqual({ type: "trial_over", ...span });
  expect([seatRule(over), licenceProblem(over, 900)]).toEqual([{ type: "unlimited" }, "trial_over"]);
});

test("agents have no limit without a licence, that of a licence with one, and are not added by one that does not hold", () => {
  const community = licenceAt({ type: "none" }, 0, zone);
  expect([seatRule(community), licenceProblem(community, 900)]).toEqual([{ type: "unlimited" }, null]);
  const licensed = state("2026-12-24T12:00:00Z");
  expect(seatRule(licensed)).toEqual({ type: "limited", limit: 20 });
  expect([20, 21].map((used) => licenceProblem(licensed, used))).toEqual([null, "over_limit"]);
  for (const [at, problem] of [
    ["2026-11-24T12:00:00Z", "not_yet"],
    ["2027-02-02T12:00:00Z", "expired"],
  ] as const) {
    expect(seatRule(state(at))).toEqual({ type: "stopped", problem });
    expect(licenceProblem(state(at), 0)).toBe(problem);
  }
  const unusable = licenceAt({ type: "unusable", fault: "wrong_signature" }, 0, zone);
  expect(seatRule(unusable)).toEqual({ type: "stopped", problem: "wrong_signature" });
});
