import { describe, expect, test } from "bun:test";
import { readLogAddress } from "../../server/queue_log/address.ts";
import { logDraftOf, readLogDraft } from "./log_draft.ts";

const texts = { required: "required", portWrong: "port", logPathWrong: "path", logZoneWrong: "zone" };

describe("readLogDraft()", () => {
  test.each([
    null,
    "/var/log/asterisk/queue_log",
    "/var/log/asterisk/queue_log?zone=America/Sao_Paulo",
    "mysql://snep@192.168.0.10:3306/snep/queue_log?zone=America/Sao_Paulo",
    "mysql://us%40er@[fd00::5]:80/a%2Fb/queue_log",
  ])("writes what the server shows as it was: %s", (kept) => {
    expect(readLogDraft(logDraftOf(kept), texts)).toEqual({ queueLog: kept });
  });

  test("writes a secret of any letters so that the server reads it", () => {
    const draft = logDraftOf("mysql://snep@192.168.0.10:3306/snep/queue_log");
    draft.secret.value = "p@ss:w/ö?#%";
    const read = readLogDraft(draft, texts);
    const address = "queueLog" in read ? readLogAddress(read.queueLog ?? "") : null;
    expect(address).toMatchObject({ kind: "mysql", secret: "p@ss:w/ö?#%", host: "192.168.0.10" });
  });

  test.each([
    { kept: "/etc/passwd", errors: { path: "path" } },
    { kept: "/var/log/queue_log?zone=Mars", errors: { zone: "zone" } },
  ])("says what is wrong with $kept", ({ kept, errors }) => {
    expect(readLogDraft(logDraftOf(kept), texts)).toEqual({ errors });
  });

  test("says which fields of a table are missing", () => {
    const draft = logDraftOf(null);
    draft.kind.value = "mysql";
    draft.port.value = "70000";
    const want = { host: "required", database: "required", user: "required", port: "port" };
    expect(readLogDraft(draft, texts)).toEqual({ errors: want });
  });
});
