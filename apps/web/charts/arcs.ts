/** The geometry of a donut. */

/** One part of a whole. `look` names its colour and pattern: `.donut__part[data-part]` and `.swatch[data-part]`. */
export interface Part {
  look: "answered" | "abandoned" | "timeout" | "other" | "open";
  title: string;
  count: number;
}

/** The ring's own measures: of its square, of the middle of its band, and how thick that is. */
export const [side, radius, width] = [92, 39, 12];
/** Once around. */
export const around: number = 2 * Math.PI * radius;
/** Between two parts, so that they are told apart without colour. */
const gap = 1.2;

/** Where each part lies on the ring, in its length; parts of nothing are none. */
export function arcs(parts: readonly Part[], total: number): { look: Part["look"]; from: number; length: number }[] {
  const some = parts.filter((each) => each.count > 0);
  let from = 0;
  return some.map(({ look, count }) => {
    const whole = (count / total) * around;
    const arc = { look, from, length: some.length === 1 ? around : Math.max(0.8, whole - gap) };
    from += whole;
    return arc;
  });
}
