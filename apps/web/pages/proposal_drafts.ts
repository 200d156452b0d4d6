/** Proposed agents as they are being checked: who is ticked, under which name and code. */
import type { ProposedAgent, WantedAgent } from "../proposals.ts";

export interface ProposalDraft {
  proposal: ProposedAgent;
  isTicked: boolean;
  name: string;
  /** As it is typed. */
  code: string;
}

export const keyOf = ({ pbx, member }: ProposedAgent): string => `${pbx}\n${member}`;

/** What is found now; what was typed of those who were there already stays. */
export function joined(drafts: readonly ProposalDraft[], found: readonly ProposedAgent[]): ProposalDraft[] {
  const known = new Map(drafts.map((each) => [keyOf(each.proposal), each]));
  return found.map((proposal) => {
    const before = known.get(keyOf(proposal));
    const { name, code, isCurrent } = proposal;
    if (!before) return { proposal, isTicked: isCurrent, name, code: String(code) };
    // Nobody touched it: it follows what was found.
    const isOwn = before.code !== String(before.proposal.code);
    return { ...before, proposal, code: isOwn ? before.code : String(code) };
  });
}

export type DraftError = "name" | "code" | "code_twice";

/** What is wrong with those who are ticked, by their keys. */
export function errorsOf(drafts: readonly ProposalDraft[]): Map<string, DraftError> {
  const errors = new Map<string, DraftError>();
  const codes = new Set<string>();
  for (const { proposal, isTicked, name, code } of drafts) {
    if (!isTicked) continue;
    const typed = code.trim().replace(/^0+/, "");
    if (name.trim() === "") errors.set(keyOf(proposal), "name");
    else if (!/^[1-9]\d{0,8}$/.test(typed)) errors.set(keyOf(proposal), "code");
    else if (codes.has(typed)) errors.set(keyOf(proposal), "code_twice");
    codes.add(typed);
  }
  return errors;
}

/** Those who are ticked, as the server takes them. After {@link errorsOf} found nothing. */
export function wantedOf(drafts: readonly ProposalDraft[]): WantedAgent[] {
  return drafts
    .filter(({ isTicked }) => isTicked)
    .map(({ proposal: { pbx, member, phone, isFixed }, name, code }) => ({
      ...{ pbx, member, name: name.trim(), code: Number(code), phone: isFixed ? phone : null },
    }));
}
