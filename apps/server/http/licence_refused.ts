/** What is answered to a licence token that is not taken in: of the field that brought it. */
import type { Context } from "hono";
import type { RefusedLicence } from "../licence/licences.ts";
import { type ProblemType, problem } from "./problem.ts";

const types = {
  malformed: "licence-malformed",
  wrong_signature: "licence-changed",
  unknown_key: "licence-key-unknown",
  no_keys: "licence-without-keys",
  unreadable: "licence-unreadable",
  not_yet: "licence-not-yet",
  expired: "licence-expired",
} as const satisfies Record<RefusedLicence["problem"], ProblemType>;

/** A problem of 400. */
export function licenceRefused(c: Context, path: string, { problem: what, detail }: RefusedLicence) {
  return problem(c, 400, types[what], detail, [{ path, detail }]);
}
