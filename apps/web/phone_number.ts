/** A Brazilian number taken apart; joined again its parts are the number as it was sent. */
export interface PhoneParts {
  /** `+55`, `55`, or what is dialled before the area: `0`, `015`. "" where there is none. */
  prefix: string;
  area: string;
  first: string;
  last: string;
}

/** The area codes that there are (Anatel, Resolução 263/2001); then nine digits of a mobile, or eight of a landline. */
const brazilian =
  /^(\+?55|0(?:[1-9]\d)?)?(1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])(9\d{4}|[2-5]\d{3})(\d{4})$/;

/** The parts of a number whose digits plainly are a Brazilian one, else null: then it stays as it was sent. */
export function phoneParts(number: string): PhoneParts | null {
  const found = brazilian.exec(number);
  if (found === null) return null;
  const [, prefix = "", area = "", first = "", last = ""] = found;
  return { prefix, area, first, last };
}
