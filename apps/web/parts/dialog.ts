/** What floats over the page and holds the focus until it is closed: the browser's own `dialog` does both. */
import { signal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Icon } from "./icon.ts";

interface FloatProps {
  title: string;
  onClose: () => void;
  /** The buttons at its end. */
  foot?: Html;
  /** With room for more than a line of fields. */
  wide?: boolean;
  children?: Html;
}

/** A short task beside the page. */
export function Drawer({ title, onClose, foot, wide, children }: FloatProps): Html {
  return html`<${Float} class=${wide ? "drawer drawer--wide float float--side" : "drawer float float--side"} title=${title} head="drawer__head" onClose=${onClose}>
    <div class="drawer__body" tabindex="-1">${children}</div>
    ${foot !== undefined && html`<footer class="drawer__foot">${foot}</footer>`}
  <//>`;
}

/** A few choices from the bottom of a narrow screen. */
export function Sheet({ title, onClose, children }: FloatProps): Html {
  return html`<${Float} class="drawer float float--bottom" title=${title} head="drawer__head" onClose=${onClose}>
    <div class="sheet__body">${children}</div>
  <//>`;
}

/** Something to read or choose in the middle of the page. */
export function Modal({ title, onClose, foot, children }: FloatProps): Html {
  return html`<${Float} class="modal float float--middle" title=${title} head="modal__head" onClose=${onClose}>
    <div class="modal__body modal__body--long" tabindex="-1">${children}</div>
    ${foot !== undefined && html`<footer class="modal__foot">${foot}</footer>`}
  <//>`;
}

interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  confirm: string;
  tone?: "danger";
}

const asked = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** Asks before something that hurts. A question that is asked while another waits answers that one with no. */
export function confirm(question: Question): Promise<boolean> {
  asked.peek()?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (yes) => {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

/** The question that is asked, if one is; stands in the page once. */
export function Confirmation(): Html {
  // Who signs in next was not asked.
  useLayoutEffect(() => () => asked.peek()?.answer(false), []);
  const question = asked.value;
  if (question === null) return null;
  const { title, text, confirm: yes, tone, answer } = question;
  return html`<${Float} class="modal float float--middle" title=${title} head="modal__head" onClose=${() => answer(false)}>
    <div class="modal__body">${text}</div>
    <footer class="modal__foot">
      <button class="btn" type="button" onClick=${() => answer(false)}>${words.value.form.cancel}</button>
      <button
        class=${tone === "danger" ? "btn btn--danger" : "btn btn--primary"}
        type="button"
        autofocus
        onClick=${() => answer(true)}
      >
        ${yes}
      </button>
    </footer>
  <//>`;
}

function Float(props: FloatProps & { class: string; head: string }): Html {
  const { title, head, onClose, children } = props;
  const id = useId();
  const modal = useModal(onClose);
  return html`<dialog class=${props.class} aria-labelledby=${id} ...${modal}>
    <header class=${head}>
      <h2 class="float__title" id=${id}><bdi>${title}</bdi></h2>
      <button class="btn btn--ghost btn--icon btn--sm" type="button" aria-label=${words.value.action.close} onClick=${onClose}>
        <${Icon} name="x" />
      </button>
    </header>
    ${children}
  </dialog>`;
}

/**
 * What makes a `dialog` float over the page from its first drawing to its last: focus goes to the first thing one came
 * for, and back at the end; Esc and a click beside it close it, by who opened it.
 */
export function useModal(onClose: () => void) {
  const place = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = place.current;
    if (dialog === null) return undefined;
    const before = document.activeElement;
    dialog.showModal();
    // The browser goes to the first button, which closes it; the first field is what one came for.
    const first = dialog.querySelector<HTMLElement>(
      "[autofocus], .drawer__body :is(input, button), .sheet__body button",
    );
    first?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return {
    ref: place,
    onCancel: (event: Event) => {
      // Closed by who opened it, as every other way.
      event.preventDefault();
      onClose();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      onClose();
    },
    onClick: (event: MouseEvent) => {
      // Beside it is the dialog's own backdrop.
      const dialog = place.current;
      if (dialog !== null && event.target === dialog && isOutside(event, dialog)) onClose();
    },
  };
}

function isOutside({ clientX, clientY }: MouseEvent, dialog: HTMLElement): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
