import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { endSession, endSessions, getSessions, type Session, type Sessions } from "../account.ts";
import type { Answer } from "../api.ts";
import { dayAndTime, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { accountWords } from "../words/pages/account.ts";
import { locale, words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { Loading } from "./loading.ts";
import { sessionIsOver } from "./perform.ts";
import { toast } from "./toast.ts";

/** Where somebody is signed in, each to be ended. */
export function SessionList({ of }: { of: Sessions }): Html {
  const { value: text } = accountWords;
  const found = useSignal<Answer<{ sessions: Session[] }> | null>(null);
  const ask = async () => {
    const answer = await getSessions(of);
    if (!sessionIsOver(answer)) found.value = answer;
  };
  useEffect(() => void ask(), [of]);
  const end = async (work: Promise<Answer<null>>) => {
    const answer = await work;
    if (sessionIsOver(answer)) return;
    // Ended meanwhile is ended.
    if (answer.type === "ok" || (answer.type === "problem" && answer.problem.type === "session-not-found"))
      toast({ tone: "ok", title: text.ended });
    else toast({ tone: "danger", title: words.peek().problem.title });
    await ask();
  };
  if (found.value === null) return html`<${Loading}><span class="skel skel--title"></span><//>`;
  if (found.value.type !== "ok") {
    return html`<${ProblemBanner} answer=${found.value} again=${ask} />`;
  }
  const { sessions } = found.value.value;
  const at = (instant: number) => dayAndTime(instant, localZone(), locale.value);
  const others = sessions.filter(({ current }) => !current);
  if (sessions.length === 0) return html`<p class="muted">${text.noSessions}</p>`;
  return html`<ul class="sessions">
      ${sessions.map((each) => {
        const program = each.browser ?? text.unknownBrowser;
        return html`<li class="sessions__one" key=${each.id}>
          <div>
            <b><bdi>${program}</bdi></b> ${each.current && html`<span class="badge" data-tone="ok">${text.here}</span>`}
            <p class="muted small">
              ${[
                each.address === null ? null : text.address(each.address),
                text.since(at(each.createdAt)),
                text.used(at(each.seenAt)),
              ]
                .filter((part) => part !== null)
                .join(" · ")}
            </p>
          </div>
          ${!each.current && html`<button class="btn btn--sm" type="button" aria-label=${text.endSession(program)} onClick=${() => end(endSession(of, each.id))}>${text.end}</button>`}
        </li>`;
      })}
    </ul>
    ${
      others.length > 1 &&
      html`<div><button class="btn btn--sm" type="button" onClick=${() => end(endSessions(of))}>${others.length === sessions.length ? text.endAll : text.endOthers}</button></div>`
    }`;
}
