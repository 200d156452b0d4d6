/**
 * The files that somebody chose to import, sent one after the other. They belong to no component: whoever goes to another page
 * meanwhile finds them going on.
 */
import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Answer } from "../api.ts";
import { type LogImport, nameOf, uploadLog } from "../imports.ts";
import { beginningOf, type LogBeginning } from "../log_file.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { toast } from "../parts/toast.ts";
import { navigate, path } from "../router.ts";
import { access, checkSession } from "../session.ts";
import { importWords } from "../words/pages/imports.ts";

export type UploadState =
  /** Nobody said yet that it is to be sent. */
  | { type: "chosen" }
  | { type: "waiting" }
  | { type: "sending"; sent: number }
  /** Cut off or refused; `sent`: how much was on its way. */
  | { type: "stopped"; sent: number; answer: Exclude<Answer<unknown>, { type: "ok" }> }
  /** Moved or changed on its disk since it was chosen. */
  | { type: "unreadable" };

export interface Upload {
  id: number;
  file: File;
  /** Null: it is being looked at. */
  beginning: Signal<LogBeginning | null>;
  state: Signal<UploadState>;
  /** Of which PBX it is; null until it is to be sent. */
  target: { pbx: string; zone: string } | null;
}

export const uploads = signal<readonly Upload[]>([]);
/** How many were taken by the server, on this page. */
export const uploadsTaken = signal(0);

let lastId = 0;
let isSending = false;
/** Ends the one that is being sent. */
let current: { upload: Upload; cut: AbortController } | null = null;

/** Whether a file can be sent at all. */
export function isSendable({ beginning, state }: Upload): boolean {
  const found = beginning.value;
  const isLog = found !== null && (found.type === "log" || found.type === "other");
  return isLog && state.value.type === "chosen";
}

/** Those that wait for the button. */
export const sendable = computed(() => uploads.value.filter(isSendable));

/** Whether anything would be lost if the page went now. */
export const isUnderWay = computed(() =>
  uploads.value.some(({ state }) => /^(waiting|sending)$/.test(state.value.type)),
);

/** Adds files; one that is there already is not added again. @param zone of times that are local text */
export function choose(files: Iterable<File>, zone: string): void {
  for (const file of files) {
    if (uploads.peek().some((each) => isSame(each.file, file))) continue;
    lastId += 1;
    const upload: Upload = {
      ...{ id: lastId, file, target: null },
      beginning: signal<LogBeginning | null>(null),
      state: signal<UploadState>({ type: "chosen" }),
    };
    uploads.value = [...uploads.peek(), upload];
    void beginningOf(file, zone).then((beginning) => {
      upload.beginning.value = beginning;
    });
  }
}

const isSame = (a: File, b: File): boolean =>
  a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/** Sends what was chosen, the oldest log first, so that calls which end in the next file find their beginning. */
export function sendAll(target: { pbx: string; zone: string }): void {
  const firstAt = ({ beginning }: Upload) => (beginning.value?.type === "log" ? beginning.value.firstAt : Infinity);
  const chosen = sendable.peek().toSorted((a, b) => Math.sign(firstAt(a) - firstAt(b)) || a.id - b.id);
  const rest = uploads.peek().filter((each) => !chosen.includes(each));
  uploads.value = [...rest, ...chosen];
  for (const each of chosen) {
    each.target = target;
    each.state.value = { type: "waiting" };
  }
  void send();
}

/** Sends one again that was cut off. */
export function sendAgain(upload: Upload): void {
  upload.state.value = { type: "waiting" };
  void send();
}

/** Takes it from the list, and gives it up where it is being sent; the others go on. */
export function drop(upload: Upload): void {
  uploads.value = uploads.peek().filter((each) => each !== upload);
  if (current?.upload === upload) current.cut.abort();
  else void send();
}

async function send(): Promise<void> {
  if (isSending) return;
  isSending = true;
  for (let next = nextOf(); next !== undefined; next = nextOf()) if (!(await sendOne(next))) break;
  isSending = false;
}

/** None while one before it is stopped: they are sent in their order. */
function nextOf(): Upload | undefined {
  const next = uploads.peek().find(({ state }) => /^(waiting|stopped)$/.test(state.peek().type));
  return next?.state.peek().type === "waiting" ? next : undefined;
}

/** @returns whether the next one may be tried */
async function sendOne(upload: Upload): Promise<boolean> {
  const { file, state, target } = upload;
  if (target === null) return true;
  const cut = new AbortController();
  current = { upload, cut };
  state.value = { type: "sending", sent: 0 };
  const sent = (bytes: number) => {
    if (!cut.signal.aborted) state.value = { type: "sending", sent: Math.min(bytes, file.size) };
  };
  const answer = await uploadLog(file, target, { sent, signal: cut.signal });
  current = null;
  if (cut.signal.aborted) return true;
  if (answer.type === "ok") {
    uploads.value = uploads.peek().filter((each) => each !== upload);
    uploadsTaken.value += 1;
    tellElsewhere(answer.value.import);
    return true;
  }
  const before = state.peek();
  const isReadable = await file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
  state.value = isReadable
    ? { type: "stopped", sent: before.type === "sending" ? before.sent : 0, answer }
    : { type: "unreadable" };
  // A server that refuses before it has read all looks to the browser like one that went away.
  if (answer.type === "offline") void checkSession();
  else sessionIsOver(answer);
  if (path.peek() !== "/imports") tell("danger", importWords.value.uploadStopped(nameOf(file)));
  return !isReadable;
}

/** To who is on another page. */
function tellElsewhere({ name, state }: LogImport): void {
  if (path.peek() === "/imports") return;
  const text = importWords.value;
  if (state === "failed") tell("danger", text.uploadFailed(name));
  else tell("ok", text.uploaded(name), text.goesOn);
}

function tell(tone: "ok" | "danger", title: string, text?: string): void {
  const action = { label: importWords.value.show, run: () => navigate("/imports") };
  toast({ tone, title, ...(text === undefined ? {} : { text }), action });
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

effect(() => {
  if (isUnderWay.value) addEventListener("beforeunload", askBeforeLeaving);
  else removeEventListener("beforeunload", askBeforeLeaving);
});

/** Whose files these are. */
let owner: string | null = null;
effect(() => {
  const now = access.value;
  // Who signs in again finds them where they were; anybody else does not.
  const isGone = now.type === "signed_out" && !now.expired;
  const isAnother = now.type === "signed_in" && owner !== null && owner !== now.user.name;
  if (now.type === "signed_in") owner = now.user.name;
  if (!isGone && !isAnother) return;
  uploads.value = [];
  current?.cut.abort();
});
