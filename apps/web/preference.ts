/** What this browser remembers of its user without being signed in. */
type Preference = "language" | "theme" | "grouping" | "shortcuts" | "plainHttp" | "licenceNotice" | `queues.${string}`;

const prefix = "qm.";

/** The remembered value, or "" when there is none or the browser keeps nothing (private mode, blocked storage). */
export function kept(name: Preference): string {
  try {
    return localStorage.getItem(prefix + name) ?? "";
  } catch (cause) {
    // A page without storage works; it only forgets the choice.
    console.info(`Preference "${name}" cannot be read: ${String(cause)}`);
    return "";
  }
}

export function keep(name: Preference, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch (cause) {
    console.info(`Preference "${name}" cannot be kept: ${String(cause)}`);
  }
}
