import { accessWords } from "./access.ts";
import { accountWords } from "./account.ts";
import { userWords } from "./users.ts";

/** Loads all texts of the users' page. */
export const load = () => Promise.all([userWords, accessWords, accountWords].map((each) => each.load()));
