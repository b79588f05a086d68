// A question before something that cannot be undone, as the browser's own dialog.
import { html, useEffect, useRef } from "../vendor/preact.js";
import { text } from "../messages.js";

export function Question({ title, more, yes, onYes, onNo }) {
  const dialog = useRef();
  useEffect(() => dialog.current.showModal(), []);
  const answer = (event) => {
    event.preventDefault();
    onYes();
  };
  return html`
    <dialog ref=${dialog} aria-labelledby="question" onClose=${onNo} onCancel=${onNo}>
      <article>
        <h2 id="question">${title}</h2>
        <p>${more}</p>
        <footer>
          <button class="secondary outline" autofocus onClick=${onNo}>${text.video.sure.keep}</button>
          <button class="danger" onClick=${answer}>${yes}</button>
        </footer>
      </article>
    </dialog>
  `;
}
