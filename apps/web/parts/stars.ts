import { type Html, html } from "../html.ts";
import { visitWords } from "../words/pages/visits.ts";
import { Icon } from "./icon.ts";

const five = [1, 2, 3, 4, 5];

/** The score of a survey, as stars and in words; a dash where there is none. */
export function Stars({ score }: { score: number | null }): Html {
  const { value: text } = visitWords;
  if (score === null) return html`<span class="muted">–<span class="sr"> ${text.noScore}</span></span>`;
  const told = text.score(score, text.scores[score - 1] ?? "");
  return html`<span class="stars" title=${told}>
    <span class="sr">${told}</span>
    ${five.map((each) => html`<i class=${each <= score ? "star star--on" : "star"} key=${each}><${Icon} name="star" /></i>`)}
  </span>`;
}
