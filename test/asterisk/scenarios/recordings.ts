/** Whose AMI user hears of no variables, as SNEP's own does not, finds his calls' recordings all the same. */
import { expect, test } from "bun:test";
import type { Bed } from "../bed.ts";
import { accounts, managerPort } from "../call_centre.ts";
import { eventually } from "../deadline.ts";
import { pbx } from "../product.ts";
import type { Supervisor } from "../supervisor.ts";

interface CallOnFile {
  uniqueid: string;
  recordings: string[];
}

export function recordingScenarios(bed: () => Bed, supervisor: Supervisor): void {
  test.each([
    { queue: "quality", by: "the dialplan", line: "snep-one" },
    { queue: "training", by: "the queue", line: "snep-two" },
  ])("a call that $by records names its recording, also where the AMI user is SNEP's own", async ({ queue, line }) => {
    await supervisor.connects(line, managerPort, accounts.snep);
    await eventually("a line of SNEP's user", async () => (await supervisor.candidates(queue, line)) && true);
    const quiteria = await bed().add("1017", queue);
    await bed().status(queue, quiteria, "1");
    const call = await bed().call(queue);
    const ring = await quiteria.phone.rings();
    await ring.answer();
    // Who talks has been asked for.
    await onFile(line, call.from, "open=true&answered=true");
    call.hangUp();
    const heard = await onFile(pbx, call.from, "open=false");
    const asked = await onFile(line, call.from, "open=false");
    expect(asked.recordings).toHaveLength(1);
    expect(asked.recordings[0]).toEndWith(`/monitor/${asked.uniqueid}.wav`);
    expect(asked.recordings).toEqual(heard.recordings);
    await bed().remove("1017", queue);
  });

  /** The call of a number, once there is one of which `filter` is true. */
  async function onFile(from: string, number: string, filter: string): Promise<CallOnFile> {
    return eventually(`call of ${number} on file of ${from}`, async () => {
      const path = `/calls?pbx=${from}&number=${number}&${filter}`;
      const answer = await bed().product!.ask<{ calls: CallOnFile[] }>("GET", path);
      expect(answer).toMatchObject({ status: 200 });
      return answer.body.calls[0] ?? null;
    });
  }
}
