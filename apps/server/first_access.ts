/** The administrator of an installation that nobody sets up by hand, and what is printed for one that somebody does. */

import type { EpochMs } from "@qmanager/core";
import { addProposed } from "./agents/add_proposed.ts";
import { allTold, findAgentsStep, type ProposalSources, proposalsNow, putAgentsStep } from "./agents/proposals.ts";
import type { SeatLimit } from "./agents/seats.ts";
import type { Config } from "./config.ts";
import { insertAudit } from "./db/audit.ts";
import type { Sql } from "./db/connect.ts";
import { administratorName, countUsers, createAdministrator } from "./db/users.ts";
import type { Licences } from "./licence/licences.ts";
import type { Log } from "./log.ts";
import type { AgentRegister } from "./records/agent_register.ts";
import { licenceDetail } from "./routes/licence.ts";
import { KeyFault } from "./secrets/master_key.ts";
import { putSection } from "./settings/section.ts";
import { siteSection } from "./settings/sections.ts";
import { hashPassword, randomPassword } from "./sign_in/password.ts";

export type FirstAccess =
  /** There is an administrator. `ignored`: and a password for a new one was given in vain. */
  | { type: "done"; ignored: boolean }
  /** Made now, with the password of the environment. */
  | { type: "created" }
  /** Made now, with a password that has to be printed, once. */
  | { type: "generated"; password: string }
  /** The page will ask. */
  | { type: "needed" };

/** Makes the administrator where the environment says so, and sets with him what else it says of the site. */
export async function unattendedAccess(
  sql: Sql,
  config: Pick<Config, "adminPassword" | "adminEmail" | "unattended" | "language" | "agents">,
  at: number,
): Promise<FirstAccess> {
  if ((await countUsers(sql)) > 0) return { type: "done", ignored: config.adminPassword !== null };
  if (config.adminPassword === null && !config.unattended) return { type: "needed" };
  const password = config.adminPassword ?? randomPassword();
  const passwordHash = await hashPassword(password);
  await sql.begin(async (tx) => {
    const user = await createAdministrator(tx, passwordHash, at, config.adminEmail);
    if (config.language !== null) {
      const value = { ...siteSection.initial, language: config.language };
      await putSection(tx, siteSection, { value, password: null }, at);
    }
    if (config.agents !== null) await putAgentsStep(tx, config.agents, at);
    await insertAudit(tx, {
      at,
      user,
      action: "setup",
      target: administratorName,
      detail: { unattended: true, email: config.adminEmail ?? undefined, language: config.language ?? undefined },
      address: null,
    });
  });
  return config.adminPassword === null ? { type: "generated", password } : { type: "created" };
}

interface LicenceParts {
  sql: Sql;
  licences: Licences;
  log: Log;
}

/**
 * Takes in the licence of the environment, unless it is on file. Whatever is wrong with it, the server goes on with the one that
 * is on file, or as the community edition.
 */
export async function unattendedLicence(
  { sql, licences, log }: LicenceParts,
  given: string,
  at: EpochMs,
): Promise<void> {
  try {
    const kept = await sql.begin(async (tx) => {
      if (await licences.has(tx, given)) return null;
      const done = await licences.keep(tx, given);
      if (done.type === "kept") {
        const by = { at, user: null, address: null };
        await insertAudit(tx, { ...by, action: "licence_changed", target: null, detail: licenceDetail(done) });
      }
      return done;
    });
    if (kept?.type === "kept") log.info("The licence of QM_LICENCE was taken in", { edition: kept.after.state.type });
    if (kept?.type === "refused") log.error("The licence of QM_LICENCE is not used", { reason: kept.detail });
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error;
    log.error("The licence of QM_LICENCE is not used", { reason: error.message });
  }
}

interface AgentParts extends ProposalSources {
  agents: AgentRegister;
  seatLimit: SeatLimit;
  log: Log;
}

/**
 * Makes agents of those who are members now, where the environment said so, once every PBX has told who is.
 *
 * @returns whether there is nothing to wait for any more
 */
export async function unattendedAgents(parts: AgentParts, at: EpochMs): Promise<boolean> {
  const { sql, live, agents, seatLimit, log } = parts;
  if ((await findAgentsStep(sql)) !== "auto") return true;
  if (live.pbxs().length === 0 || !allTold(live.pbxs())) return false;
  const wanted = (await proposalsNow(parts, at))
    .filter(({ isCurrent }) => isCurrent)
    .map(({ phone, isFixed, ...each }) => ({ ...each, phone: isFixed ? phone : null }));
  const done = await agents.change(sql, async (tx) => {
    await putAgentsStep(tx, "done", at);
    return addProposed(tx, wanted, { seatLimit, by: { at, user: null, address: null } });
  });
  if (done.type === "added") log.info("Members of queues are agents now", { agents: done.added });
  else log.warn("Members of queues could not be made agents", { reason: done.type });
  return true;
}
