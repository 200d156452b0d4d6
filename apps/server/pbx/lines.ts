/** The lines to all PBXs: what the live topics hold, and what the routes may do with them. */
import type { AmiClock, AmiStream } from "@qmanager/ami";
import {
  type AgentId,
  type Change,
  type EpochMs,
  type Interface,
  type MemberAsNamed,
  type PbxId,
  type PbxView,
  pbxsTopic,
  type QueueName,
  type QueueTopicSnapshot,
  queuesTopic,
  queueTopic,
  type SettledSettings,
} from "@qmanager/core";
import type { LiveSource } from "../live/topics.ts";
import type { Log } from "../log.ts";
import type { PbxRecords } from "../records/records.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import type { PbxAccess, PbxHealth } from "./access.ts";
import type { ActionDesk, ActionDesks } from "./action_desk.ts";
import { examinePbx } from "./doctor.ts";
import { PbxLink } from "./link.ts";
import { PbxSecretFault } from "./problem.ts";
import type { PbxSettings } from "./settings.ts";
import type { PbxTrial } from "./trial.ts";

export type OpenPbx = (settings: PbxSettings, signal: AbortSignal) => Promise<AmiStream>;

export interface LinesOptions {
  fixed: readonly PbxSettings[];
  open: OpenPbx;
  clock: AmiClock;
  log: Log;
  site: Pick<SiteClock, "zone">;
  /** What people say of a queue; when it is another, {@link PbxLines.reconfigure}. */
  settingsOf(pbx: PbxId, queue: QueueName): SettledSettings;
  /** Where what happens on a PBX is kept. */
  records(pbx: PbxId): PbxRecords;
  /** Who a member is; null where nobody knows. */
  agentOf(pbx: PbxId, member: MemberAsNamed): AgentId | null;
  publish(topic: string, changes: readonly Change[]): void;
  replace(topic: string): void;
}

export class PbxLines implements PbxAccess, LiveSource, ActionDesks {
  readonly fixed: readonly PbxSettings[];
  readonly #options: LinesOptions;
  readonly #links = new Map<PbxId, PbxLink>();

  constructor(options: LinesOptions) {
    const open: OpenPbx = async (pbx, signal) => {
      if (pbx.secretFault !== undefined) throw new PbxSecretFault(`Its secret cannot be read. ${pbx.secretFault}`);
      return options.open(pbx, signal);
    };
    this.#options = { ...options, open };
    this.fixed = options.fixed;
  }

  configure(stored: readonly PbxSettings[]): void {
    const wanted = new Map<PbxId, PbxSettings>();
    for (const pbx of [...stored, ...this.fixed]) wanted.set(pbx.id, pbx);
    for (const [id, link] of this.#links) {
      const settings = wanted.get(id);
      if (settings && isSameLine(settings, link.settings)) wanted.delete(id);
      else this.#close(id, link);
    }
    for (const settings of wanted.values()) this.#begin(settings);
    this.#options.replace(pbxsTopic);
  }

  /** What people say of queues is another. */
  reconfigure(): void {
    for (const link of this.#links.values()) link.reconfigure();
  }

  /** The site's day begins at another time: every line begins anew, with the figures of that day. */
  restart(): void {
    const settings = [...this.#links.values()].map((link) => link.settings);
    for (const [id, link] of this.#links) this.#close(id, link);
    for (const each of settings) this.#begin(each);
    this.#options.replace(pbxsTopic);
  }

  async test(pbx: PbxSettings): Promise<PbxTrial> {
    const { open, clock } = this.#options;
    const { managerConf: _, ...trial } = await examinePbx(pbx, { open, clock });
    return trial;
  }

  health(): PbxHealth[] {
    return this.#inOrder().map((link) => ({ ...link.view(), drift: link.drift }));
  }

  /** The disk refuses the events of a PBX: its view says so. */
  unrecorded(pbx: PbxId): void {
    if (this.#links.has(pbx)) this.#options.replace(pbxsTopic);
  }

  /** The journal of a PBX takes events again after the disk refused them. */
  retell(pbx: PbxId, gap: { since: EpochMs }): void {
    const link = this.#links.get(pbx);
    if (!link) return;
    link.retell(gap);
    this.#options.replace(pbxsTopic);
  }

  tick(at: EpochMs): void {
    for (const link of this.#links.values()) link.tick(at);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.close()));
  }

  pbxs(): PbxView[] {
    return this.#inOrder().map((link) => link.view());
  }

  queueNames(): { pbx: PbxId; queue: QueueName }[] {
    return this.#inOrder().flatMap((link) =>
      link
        .queueNames()
        .sort()
        .map((queue) => ({ pbx: link.settings.id, queue })),
    );
  }

  queue(pbx: PbxId, queue: QueueName): QueueTopicSnapshot | null {
    return this.#links.get(pbx)?.queue(queue) ?? null;
  }

  desk(pbx: PbxId): ActionDesk | null {
    return this.#links.get(pbx)?.desk ?? null;
  }

  agentOf(
    pbx: PbxId,
    { interface: phone, name }: { interface: Interface | null; name: string | null },
  ): AgentId | null {
    const places = phone === null || name !== null ? [] : (this.desk(pbx)?.places(phone) ?? []);
    const named = name ?? places.find(({ facts }) => facts.name !== null)?.facts.name ?? null;
    return this.#options.agentOf(pbx, { interface: phone, agent: named });
  }

  heardAt(): Record<PbxId, EpochMs | null> {
    return Object.fromEntries([...this.#links].map(([id, link]) => [id, link.heardAt]));
  }

  #inOrder(): PbxLink[] {
    return [...this.#links.values()].sort((a, b) => (a.settings.id < b.settings.id ? -1 : 1));
  }

  #begin(settings: PbxSettings): void {
    const { open, clock, log, site, settingsOf, records, publish, replace } = this.#options;
    // A line that was closed has nothing more to say, also when another one has its place.
    const isOurs = () => this.#links.get(settings.id) === link;
    const link = new PbxLink({
      ...{ settings, open, clock, log, zone: site.zone },
      settingsOf: (queue) => settingsOf(settings.id, queue),
      records: records(settings.id),
      changed: (queue, changes) => isOurs() && publish(queueTopic(settings.id, queue), changes),
      queuesChanged: () => isOurs() && replace(queuesTopic),
      lineChanged: () => isOurs() && replace(pbxsTopic),
    });
    this.#links.set(settings.id, link);
    link.start();
  }

  #close(id: PbxId, link: PbxLink): void {
    const { log, publish, replace } = this.#options;
    const queues = link.queueNames();
    this.#links.delete(id);
    link.close().catch((error) => log.warn("A line to a PBX did not close well", { pbx: id, reason: String(error) }));
    for (const queue of queues) publish(queueTopic(id, queue), [{ kind: "queue_removed", queue }]);
    replace(queuesTopic);
  }
}

/** Where the log of a PBX is does not concern the line to it. */
function isSameLine(a: PbxSettings, b: PbxSettings): boolean {
  const ofLine = ({ queueLog: _, queueLogFault: __, ...line }: PbxSettings) => line;
  return Bun.deepEquals(ofLine(a), ofLine(b));
}
