/** What is wrong with what is said of an agent, in English, and what to do: for the API. The page has its own words. */
import { type AgentFault, highestCode, longestName, passwordDigits, type TextValues } from "@qmanager/core";

type Text = string | ((values: TextValues) => string);

const texts: Readonly<Record<AgentFault, Text>> = {
  empty: "Fill this in",
  long: `Write less: a name has at most ${longestName} characters, an e-mail 254, a group's name 100`,
  lines: "Write it on one line, without control characters",
  not_code: `Write a whole number from 1 to ${highestCode}`,
  not_email: "Write one address, as ana@center.example",
  not_digits: "Write digits only",
  password_length: `Write ${passwordDigits.least} to ${passwordDigits.most} digits`,
  not_clock: "Write a time of the day, as 08:00",
  end_missing: "Write both times, or none",
  end_first: "The end has to come after the start, on the same day",
  not_phone: "Write it with its technology, as PJSIP/1001",
  not_penalty: "Write the penalty as a whole number from 0, as suporte:2",
  not_yes_no: "Write yes or no",
  marks: "Leave out ; and |",
  code_taken: ({ code, name }) => `${name} has the code ${code} already. Choose another one`,
  code_twice: ({ line }) => `Line ${line} has this code too. Leave one of them`,
  extension_taken: ({ code, name }) =>
    `It is the extension of ${name}, who has the code ${code}. Take it from that one first`,
  extension_twice: ({ line }) => `Line ${line} has this extension too. Leave one of them`,
  queue_twice: ({ queue }) => `The queue "${queue}" is there twice. Leave it once`,
  no_pbx: ({ pbx }) => `There is no PBX "${pbx}"`,
  which_pbx: ({ pbxs }) => `Say of which PBX it is, as one of: ${pbxs}`,
  no_queue: ({ queue, pbx }) => `There is no queue "${queue}" in the PBX "${pbx}", or you may not see it`,
  no_group: ({ group }) => `There is no group "${group}". Make it first, or leave it out`,
  file_empty: "There is nobody in the file: it needs a line of column names, and one for each agent",
  file_long: ({ most }) => `A file has at most ${most} lines. Send it in parts`,
  column_missing: ({ field }) =>
    `The column "${field}" is missing. The first line has to have the names of the columns`,
  column_unknown: ({ name }) => `There is no column "${name}". See an exported file for those that there are`,
  column_twice: ({ name }) => `The column "${name}" is there twice. Leave it once`,
  too_many_cells: "It has more cells than there are columns. Put a text with the delimiter in it into quotes",
  open_quote: "A quote begins here that nothing closes",
};

export function faultText(fault: AgentFault, values: TextValues = {}): string {
  const text = texts[fault];
  return typeof text === "string" ? text : text(values);
}
