/** What is answered where no more agents may work. */
import type { Context } from "hono";
import type { Seats } from "../agents/seats.ts";
import { faultText } from "../licence/licences.ts";
import { problem } from "./problem.ts";

export type RefusedSeats = Exclude<Seats, { type: "taken" }>;

/** A problem of 409, `licence-limit`. */
export function seatsRefused(c: Context, seats: RefusedSeats) {
  return problem(c, 409, "licence-limit", refusedText(seats));
}

function refusedText(seats: RefusedSeats): string {
  if (seats.type === "none_left") {
    const { used, limit, wanted } = seats;
    return `The licence is for ${limit} agents: ${used} work already, and ${wanted} more would. Deactivate some, or enter a licence for more`;
  }
  const rest = "No more agents are added before that; all else goes on";
  switch (seats.problem) {
    case "expired":
      return `The licence has ended. Enter one that goes on, or take it away. ${rest}`;
    case "not_yet":
      return `The licence does not hold yet, or the clock of the server is wrong. ${rest}`;
    default:
      return `The licence cannot be used. ${faultText(seats.problem)}. ${rest}`;
  }
}
