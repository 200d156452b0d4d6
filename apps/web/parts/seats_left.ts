import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { getSeats, type Seats } from "../licence.ts";
import { agentWords } from "../words/pages/agents.ts";
import { locale } from "../words/words.ts";
import { Banner } from "./banner.ts";

/** What one more agent means for the licence, before he is typed in; nothing where there is no limit. */
export function SeatsLeft(): Html {
  const { value: text } = agentWords;
  const seats = useSignal<Seats | null>(null);
  useEffect(() => {
    // Without an answer the server still decides, when he is saved.
    void getSeats().then((answer) => {
      if (answer.type === "ok") seats.value = answer.value;
    });
  }, [seats]);
  if (seats.value === null) return null;
  const { used, limit, problem } = seats.value;
  const isStopped = problem !== null && problem !== "trial_over" && problem !== "over_limit";
  if (isStopped) return html`<${Banner} tone="warn" title=${text.seatsStopped} />`;
  if (limit === null) return null;
  const [now, all] = [figure(used, locale.value), figure(limit, locale.value)];
  if (used >= limit) return html`<${Banner} tone="warn" title=${text.seatsFull(now, all)} />`;
  return html`<p class="muted">${text.seatsLeft(now, all)}</p>`;
}
