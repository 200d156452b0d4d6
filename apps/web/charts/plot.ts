/**
 * uPlot with the looks of the design. A page loads this module when it first shows a chart: nobody waits for it.
 */
import uPlot from "uplot";

export interface PlotLook {
  /** A stepped line with a soft area under it, or bars of which each series covers the one before. */
  kind: "steps" | "bars";
  /** One for each series, in the order of the columns: a colour's name among the tokens, `--c1`. */
  series: readonly { color: string; hatched?: boolean }[];
  top(highest: number): number;
  /** From when to when, in seconds, by the first and the last of the times. */
  span(first: number, last: number): [number, number];
  /** The fewest seconds between two times on the axis. */
  finest: number;
  /** The text of an instant on the axis. */
  time(at: number): string;
  /** Who points at the chart hears which point it is; null: at none any more. */
  pointed(index: number | null): void;
}

const height = 96;

/** Draws columns into a place that is in the page. The colours are those of the moment: on another theme, draw anew. */
export function plot(place: HTMLElement, look: PlotLook, columns: uPlot.AlignedData): uPlot {
  const style = getComputedStyle(place);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    ...{ stroke: token("--chart-axis"), font: `11px ${style.fontFamily}`, size: 22, gap: 4 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: place.clientWidth,
      height,
      padding: [6, 14, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: (_, first, last) => look.span(first ?? 0, last ?? 0) },
        y: { range: (_, __, highest) => [0, look.top(highest ?? 0)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 64,
          incrs: [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600].filter((each) => each >= look.finest),
          values: (_, times) => times.map((each) => look.time(each * 1000)),
        },
        {
          ...axis,
          grid: { stroke: token("--chart-grid"), width: 1 },
          space: 26,
          incrs: [1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 4000],
        },
      ],
      series: [{}, ...look.series.map((each) => series(look.kind, token(each.color), each.hatched === true))],
      hooks: { setCursor: [(self) => look.pointed(self.cursor.idx ?? null)] },
    },
    columns,
    place,
  );
}

function series(kind: PlotLook["kind"], color: string, hatched: boolean): uPlot.Series {
  const points = { show: false };
  if (kind === "steps") {
    const paths = uPlot.paths.stepped?.({ align: 1 });
    return { ...(paths && { paths }), points, stroke: color, width: 1.75, fill: soft(color) };
  }
  const paths = uPlot.paths.bars?.({ size: [0.8, 24] });
  return { ...(paths && { paths }), points, width: 0, fill: hatched ? hatch(color) : color };
}

/** 12 % of a colour: the area under a line. */
function soft(color: string): string {
  return `color-mix(in srgb, ${color} 12%, transparent)`;
}

/** Stripes, so that timeouts are told from the rest without colour. */
function hatch(color: string): (self: uPlot) => CanvasPattern | string {
  const tile = document.createElement("canvas");
  const side = 6 * devicePixelRatio;
  tile.width = side;
  tile.height = side;
  const pen = tile.getContext("2d");
  if (pen === null) return () => color;
  pen.strokeStyle = color;
  pen.lineWidth = side / 3;
  // Three strokes: the corners belong to the stripes of the neighbours.
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift - side / 4, side * 1.25);
    pen.lineTo(shift + side * 1.25, -side / 4);
  }
  pen.stroke();
  return (self) => self.ctx.createPattern(tile, "repeat") ?? color;
}
