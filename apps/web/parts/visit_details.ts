import { useSignal } from "@preact/signals";
import type { Attempt, CallEvent, DisputedField, EpochMs } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import { dayAndTime, exactTimeOfDay, extensionNumber, none, reportDuration } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type FiledVisit, listCallEvents } from "../visits.ts";
import { visitWords } from "../words/pages/visits.ts";
import { locale } from "../words/words.ts";
import type { Tone } from "./banner.ts";
import { Icon, type IconName } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { Phone } from "./phone.ts";
import { answerer } from "./visit_row.ts";

interface VisitDetailsProps {
  visit: FiledVisit;
  zone: string;
}

/** What happened in a visit, step by step, and all that is on file of it. */
export function VisitDetails({ visit, zone }: VisitDetailsProps): Html {
  const { value: text } = visitWords;
  const events = useSignal<readonly CallEvent[] | "missing">([]);
  useEffect(() => {
    if (visit.callId === null) return;
    void listCallEvents(visit.callId).then((answer) => {
      if (sessionIsOver(answer)) return;
      if (answer.type === "ok") events.value = answer.value.events;
      // Of a visit that the log alone tells there is no call on file.
      else if (answer.type === "offline" || answer.problem.type !== "call-not-found") events.value = "missing";
    });
  }, [events, visit.callId]);
  const others = events.value === "missing" ? [] : events.value.flatMap((event) => otherStep(event) ?? []);
  const steps = others.length === 0 ? stepsOf(visit) : inOrder([...stepsOf(visit), ...others]);
  return html`<div class="visit-box">
    <div>
      <h3 class="label visit-box__title">${text.timeline}</h3>
      <ol class="steps">${steps.map((step, each) => html`<${Step} key=${each} ...${step} zone=${zone} />`)}</ol>
      ${events.value === "missing" && html`<p class="hint" role="status">${text.eventsMissing}</p>`}
    </div>
    <div class="stack">
      <div>
        <h3 class="label visit-box__title">${text.detailsTitle}</h3>
        <dl class="kv small">${factsOf(visit).map(([term, fact]) => html`<div key=${term}><dt>${term}</dt><dd><span class="visit-box__fact">${fact}</span></dd></div>`)}</dl>
      </div>
      ${visit.notes.length > 0 && html`<div><h3 class="label visit-box__title">${text.notes}</h3><ul class="visit-notes">${visit.notes.map((each) => html`<li key=${each}>${text.noteTexts[each]}</li>`)}</ul></div>`}
      ${visit.differences.length > 0 && html`<${Differences} visit=${visit} zone=${zone} />`}
    </div>
  </div>`;
}

interface VisitStep {
  at: EpochMs | null;
  icon: IconName;
  tone: Tone | undefined;
  title: string;
  text: string | null;
  lastedMs: number | null;
}

/** What happened, in order. */
function stepsOf(visit: FiledVisit): VisitStep[] {
  const { value: text } = visitWords;
  const steps: VisitStep[] = [
    {
      ...{ at: visit.enteredAt, icon: "in", tone: "info", title: text.entered(visit.queue), lastedMs: null },
      text: visit.position === null ? null : text.position(visit.position),
    },
    ...visit.attempts.map(ringOf),
  ];
  const waited = visit.waitMs === null ? null : text.waited(reportDuration(visit.waitMs));
  if (visit.outcome === "answered") {
    const title = text.answeredBy(answerer(visit) ?? none);
    steps.push({ at: visit.answeredAt, icon: "check-circle", tone: "ok", title, text: waited, lastedMs: visit.talkMs });
    if (visit.endedBy !== null) {
      const talked = visit.talkMs === null ? null : text.talked(reportDuration(visit.talkMs));
      const icon = visit.endedBy === "transfer" ? "transfer" : "x-circle";
      const ending = { title: text.endings[visit.endedBy], text: talked };
      steps.push({ at: visit.endedAt, icon, tone: undefined, ...ending, lastedMs: null });
    }
  } else if (visit.outcome !== null) {
    const title = text.outcomes[visit.outcome];
    steps.push({ at: visit.endedAt, icon: "x-circle", tone: "danger", title, text: waited, lastedMs: null });
  }
  return steps;
}

/** What happened in the call besides its visits; null for what the visit tells itself. */
function otherStep(event: CallEvent): VisitStep | null {
  const { value: text } = visitWords;
  const plain = { at: event.at, tone: undefined, text: null, lastedMs: null };
  switch (event.kind) {
    case "held":
      return { ...plain, icon: "pause", title: text.held };
    case "unheld":
      return { ...plain, icon: "play", title: text.unheld };
    case "transferred":
      return {
        ...plain,
        icon: "transfer",
        title: text.transferredTo(event.to ?? none),
        text: text.transferKinds[event.how],
      };
    case "exit_key":
      return { ...plain, icon: "out", title: text.pressed(event.key) };
    case "scored":
      return {
        ...{ ...plain, icon: "star", tone: "info", title: text.scored },
        text: text.score(event.score, text.scores[event.score - 1] ?? ""),
      };
    case "hung_up":
      return { ...plain, icon: "x", title: text.hungUp, text: event.by === null ? null : text.hungUpBy[event.by] };
    case "entered":
    case "dialled":
    case "rang":
    case "missed":
    case "answered":
    case "left":
      return null;
    default:
      return event satisfies never;
  }
}

/** By time; where nothing tells when one was, it stays behind the one before it. */
function inOrder(steps: readonly VisitStep[]): VisitStep[] {
  let last = Number.NEGATIVE_INFINITY;
  return steps
    .map((step) => {
      last = step.at ?? last;
      return { step, at: last };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ step }) => step);
}

function ringOf({ interface: phone, startedAt, endedAt, result }: Attempt): VisitStep {
  const { value: text } = visitWords;
  return {
    ...{ at: startedAt, icon: "ring", tone: "warn" },
    title: text.rang(phone === null ? none : extensionNumber(phone)),
    text: result === null ? text.ringing : text.results[result],
    lastedMs: startedAt === null || endedAt === null ? null : endedAt - startedAt,
  };
}

function Step({ at, icon, tone, title, text, lastedMs, zone }: VisitStep & { zone: string }): Html {
  return html`<li class="step">
    <time datetime=${at === null ? undefined : new Date(at).toISOString()}>${at === null ? none : exactTimeOfDay(at, zone)}</time>
    <span class="step__mark" data-tone=${tone}><${Icon} name=${icon} /></span>
    <div><b><bdi>${title}</bdi></b>${text !== null && html`<p>${text}</p>`}</div>
    ${lastedMs !== null && html`<span class="dur">${reportDuration(lastedMs)}</span>`}
  </li>`;
}

/** Each with its name. */
function factsOf(visit: FiledVisit): [string, Html][] {
  const { value: text } = visitWords;
  return [
    [text.id, html`<span class="mono">${visit.uniqueid}</span>`],
    [text.caller, visit.callerNumber === null ? text.anonymous : html`<${Phone} number=${visit.callerNumber} />`],
    [text.name, html`<bdi>${visit.callerName ?? none}</bdi>`],
    [
      text.phone,
      visit.interface === null ? none : html`<span title=${visit.interface}>${extensionNumber(visit.interface)}</span>`,
    ],
    [text.ring, reportDuration(visit.ringMs)],
    [text.hold, reportDuration(visit.holdMs)],
    [text.source, text.sourcesHelp[visit.sources]],
  ];
}

function Differences({ visit, zone }: VisitDetailsProps): Html {
  const { value: text } = visitWords;
  return html`<div class="table-wrap">
    <table class="table table--compact">
      <caption class="label visit-box__title">${text.differences}</caption>
      <thead><tr><th>${text.field}</th><th>${text.byAmi}</th><th>${text.byLog}</th></tr></thead>
      <tbody>
        ${visit.differences.map(
          ({ field, ami, log }) => html`<tr key=${field}>
            <th scope="row">${text.fields[field]}</th><td>${told(field, ami, zone)}</td><td>${told(field, log, zone)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What a source says of a field, as the page writes it. */
function told(field: DisputedField, value: string | number, zone: string): string {
  const { value: text } = visitWords;
  const names: Record<string, string> = { ...text.outcomes, ...text.endings };
  switch (field) {
    case "outcome":
    case "endedBy":
      return names[value] ?? String(value);
    case "enteredAt":
      return dayAndTime(Number(value), zone, locale.value);
    case "waitMs":
    case "ringMs":
    case "talkMs":
      return reportDuration(Number(value));
    case "agent":
    case "callerNumber":
    case "position":
    case "csat":
      return String(value);
    default:
      return field satisfies never;
  }
}
