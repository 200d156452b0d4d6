/** What people say of queues, at hand for what is live: read once, and again whenever somebody changed it. */
import { type PbxId, type QueueName, type SettledSettings, settledSettings } from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import { allQueueSettings, findQueueDefaults } from "../db/queue_settings.ts";

export class QueueBook {
  readonly #changed: () => void;
  #defaults: SettledSettings = settledSettings();
  #own = new Map<PbxId, Map<QueueName, SettledSettings>>();
  #last: Promise<void> = Promise.resolve();

  /** @param changed what is said of some queue is another */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  of(pbx: PbxId, queue: QueueName): SettledSettings {
    return this.#own.get(pbx)?.get(queue) ?? this.#defaults;
  }

  /** One reading after another: of two changes at the same time the older must not come last. */
  read(sql: Query): Promise<void> {
    const read = async () => {
      const defaults = await findQueueDefaults(sql);
      const own = new Map<PbxId, Map<QueueName, SettledSettings>>();
      for (const { pbx, queue, own: said } of await allQueueSettings(sql)) {
        const queues = own.get(pbx) ?? new Map<QueueName, SettledSettings>();
        own.set(pbx, queues.set(queue, settledSettings(said, defaults)));
      }
      this.#defaults = settledSettings(undefined, defaults);
      this.#own = own;
      this.#changed();
    };
    this.#last = this.#last.then(read, read);
    return this.#last;
  }
}
