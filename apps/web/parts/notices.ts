import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { getLicence } from "../licence.ts";
import { can } from "../session.ts";
import { licenceWords } from "../words/pages/licence.ts";
import { plainHttpWords } from "../words/pages/plain_http.ts";
import { LicenceBanner } from "./licence_banner.ts";
import { PlainHttpNotice } from "./plain_http.ts";

/** Before they are drawn. */
export const prepare = (): Promise<void> => plainHttpWords.load();

/** That this connection is in the open, and what has to be done about the licence, for who may view settings. */
export function Notices(): Html {
  const isTold = useSignal(false);
  const isHis = can("settings", "view");
  useEffect(() => {
    if (!isHis) return;
    // Without an answer nothing is said here; the page of the licence says why.
    void Promise.all([licenceWords.load(), getLicence()]).then(([, { type }]) => {
      isTold.value = type === "ok";
    });
  }, [isHis, isTold]);
  return html`<${PlainHttpNotice} />${isHis && isTold.value && html`<${LicenceBanner} />`}`;
}
