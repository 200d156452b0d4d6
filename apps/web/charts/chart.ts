import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";
import { theme } from "../theme.ts";
import { locale } from "../words/words.ts";
import type { PlotLook } from "./plot.ts";

export interface ChartProps extends Omit<PlotLook, "pointed"> {
  /** Asked for once a second at most, while the chart can be seen; signals that it reads are not followed. */
  columns(now: number): uPlot.AlignedData;
  /** What the chart says, in words. */
  summary(now: number): string;
  /** What the chart says of one point; null: of none. */
  at(index: number | null, columns: uPlot.AlignedData): string;
  title: string;
  /** What stands in its place while there is nothing to draw: all of its figures are zero. */
  empty: string;
}

/** A chart in a card. It is drawn when it comes into view, and again when the theme, its width or its figures change. */
export function Chart(props: ChartProps): Html {
  const place = useRef<HTMLDivElement>(null);
  const summary = useSignal(props.title);
  const note = useSignal(props.at(null, [[]]));
  const failed = useSignal(false);
  const isEmpty = useSignal(false);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const cleanups: (() => void)[] = [];
    let isGone = false;
    import("./plot.ts").then(
      ({ plot }) => {
        if (!isGone) cleanups.push(keepDrawn(element, latest, plot, { summary, note, isEmpty }));
      },
      (cause: unknown) => {
        // A chart that cannot be loaded leaves the rest of the page as it is; its figures stand in the queue's head too.
        console.info(`The chart's script cannot be loaded: ${String(cause)}`);
        failed.value = true;
      },
    );
    return () => {
      isGone = true;
      for (const cleanup of cleanups) cleanup();
    };
  }, [failed, isEmpty, note, summary]);

  // Another language: what stands still would keep its old words.
  const language = useRef(locale.value);
  useEffect(() => {
    if (language.current === locale.value) return;
    language.current = locale.value;
    note.value = latest.current.at(null, [[]]);
    summary.value = latest.current.summary(now.peek());
  }, [locale.value, note, summary]);

  if (failed.value) return null;
  return html`<section class="card card--plain">
    <header class="card__head"><h3>${props.title}</h3><small>${note}</small></header>
    <div class="card__body plot-place">
      <div class="plot" role=${isEmpty.value ? undefined : "img"} aria-label=${isEmpty.value ? undefined : summary} ref=${place}></div>
      ${isEmpty.value && html`<p class="plot__none muted">${props.empty}</p>`}
    </div>
  </section>`;
}

interface Said {
  summary: { value: string };
  note: { value: string };
  isEmpty: { value: boolean };
}

/** Draws, and draws again for as long as the chart is there. @returns what ends it */
function keepDrawn(
  element: HTMLElement,
  latest: { current: ChartProps },
  plot: (place: HTMLElement, look: PlotLook, columns: uPlot.AlignedData) => uPlot,
  { summary, note, isEmpty }: Said,
): () => void {
  let drawn: uPlot | null = null;
  let shown: uPlot.AlignedData = [[]];
  let [inView, width, pointed]: [boolean, number, number | null] = [false, 0, null];

  const say = () => {
    note.value = latest.current.at(pointed, shown);
  };
  const draw = (anew: boolean) => {
    if (!inView || element.clientWidth === 0) return;
    const at = now.peek();
    const columns = latest.current.columns(at);
    if (!anew && drawn !== null && same(columns, shown)) return;
    shown = columns;
    summary.value = latest.current.summary(at);
    isEmpty.value = !hasFigures(columns);
    if (isEmpty.value) {
      drawn?.destroy();
      drawn = null;
      note.value = latest.current.at(null, columns);
      return;
    }
    if (anew || drawn === null) {
      drawn?.destroy();
      const { kind, series, top, span, finest, time } = latest.current;
      const look: PlotLook = {
        kind,
        series,
        top,
        span,
        finest,
        time,
        pointed: (index) => {
          pointed = index;
          say();
        },
      };
      width = element.clientWidth;
      drawn = plot(element, look, columns);
    } else drawn.setData(columns);
    say();
  };

  const seen = new IntersectionObserver(([entry]) => {
    inView = entry?.isIntersecting ?? false;
    draw(false);
  });
  const sized = new ResizeObserver(() => {
    if (element.clientWidth !== width) draw(true);
  });
  seen.observe(element);
  sized.observe(element);
  const stopClock = effect(() => {
    void now.value;
    draw(false);
  });
  let before = theme.peek();
  const stopTheme = effect(() => {
    if (theme.value === before) return;
    before = theme.value;
    // The page gets its new colours in an effect of its own, which may come after this one.
    queueMicrotask(() => draw(true));
  });
  return () => {
    stopClock();
    stopTheme();
    seen.disconnect();
    sized.disconnect();
    drawn?.destroy();
  };
}

/** Whether anything but zeros would be drawn; the first column holds the times. */
function hasFigures([, ...series]: uPlot.AlignedData): boolean {
  return series.some((column) => Array.from(column).some((each) => each !== 0 && each !== null && each !== undefined));
}

function same(a: uPlot.AlignedData, b: uPlot.AlignedData): boolean {
  return (
    a.length === b.length &&
    a.every((column, at) => {
      const other = b[at];
      if (other === undefined || other.length !== column.length) return false;
      for (let row = 0; row < column.length; row += 1) if (column[row] !== other[row]) return false;
      return true;
    })
  );
}
