/**
 * What is looked for when somebody types a caller's number: its last digits, however the number was written down, there or
 * here. Brazil's ways of dialling are known: a leading 0, a carrier's code after it (0XX) and the country's +55.
 *
 * @module
 */

/** An area's code and a number in it: 10 digits of a fixed line, 11 of a mobile. */
const wholeLengths = [10, 11];
/** The shortest number that has a 0 dialled before it: a fixed line's own 8 digits. */
const shortestDialled = 8;

/**
 * The digits that a number has to end in.
 *
 * A 0 is left out only where it stands before a whole number: `0144` may be the last four digits of one.
 *
 * @returns "" where there is no digit in it
 */
export function searchDigits(typed: string): string {
  const digits = typed.replaceAll(/\D/g, "");
  if (digits.startsWith("55") && isWhole(digits.length - 2)) return digits.slice(2);
  if (!digits.startsWith("0") || digits.length <= shortestDialled) return digits;
  const national = digits.replace(/^0+/, "");
  // 0, the carrier, the area and the number; the carrier may be 55, and the country too
  if (isWhole(national.length - 2)) return national.slice(2);
  return national;
}

function isWhole(length: number): boolean {
  return wholeLengths.includes(length);
}
