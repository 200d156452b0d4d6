/** The line as one action uses it: once it has failed, the rest is not tried. */
import type { AmiAction } from "@qmanager/ami";
import type { ActionDesk } from "./action_desk.ts";
import { isOfLine, type Refusal, refusalOfError } from "./action_reply.ts";

export class ActionLine {
  readonly desk: ActionDesk;
  #hasFailed = false;

  constructor(desk: ActionDesk) {
    this.desk = desk;
  }

  /** Sends one of the manager's actions. @returns why it was not done; null when it was */
  async tell(action: AmiAction): Promise<Refusal | null> {
    return (await this.try(() => this.desk.send(action))).refusal;
  }

  async try<T>(work: () => Promise<T>): Promise<{ refusal: Refusal } | { refusal: null; value: T }> {
    if (this.#hasFailed) return { refusal: notAsked };
    try {
      return { refusal: null, value: await work() };
    } catch (error) {
      const refusal = refusalOfError(error);
      if (refusal === null) throw error;
      this.#hasFailed = isOfLine(refusal.obstacle);
      return { refusal };
    }
  }
}

const notAsked: Refusal = {
  obstacle: "pbx_away",
  reply: null,
  detail: "The line to the PBX failed before it was asked for this. Try again when it is back",
};
