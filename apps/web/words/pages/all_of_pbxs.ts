import { findingWords } from "./findings.ts";
import { settingsWords } from "./settings.ts";

/** All texts of the page of PBXs. */
export const load = () => Promise.all([findingWords.load(), settingsWords.load()]);
