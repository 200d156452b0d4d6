/** The entry of the page: starts what runs as long as the page does, and draws it. */
import { h, render } from "preact";
import { App } from "./app.ts";
import { startClock } from "./live/clock.ts";
import { installIcons } from "./parts/icon.ts";
import { startShortcuts } from "./parts/shortcuts.ts";
import { startRouter } from "./router.ts";
import { findAccess } from "./session.ts";
import { startTheme } from "./theme.ts";
import { startLanguage } from "./words/words.ts";

startTheme();
startRouter();
startShortcuts();
startClock();
installIcons();
// Both at once: the server's answer and the texts.
void findAccess();
await startLanguage();

const place = document.getElementById("page");
if (place === null)
  throw new Error('The page has no element "page": its HTML and its script are of different versions');
render(h(App, null), place);
