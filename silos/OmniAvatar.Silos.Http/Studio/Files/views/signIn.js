// Asks for a key and opens a session with it.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { openSession } from "../api/session.js";
import { Notice } from "../parts/notice.js";

export function SignIn({ onIn }) {
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const enter = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      onIn(await openSession(new FormData(event.target).get("key")));
    } catch (e) {
      setFailure(e);
      setBusy(false);
    }
  };
  return html`
    <form class="narrow" onSubmit=${enter}>
      <h1>${text.session.title}</h1>
      <${Notice} failure=${failure} />
      <label>${text.session.key}
        <input name="key" type="password" required autocomplete="current-password" aria-describedby="key-hint" />
      </label>
      <p id="key-hint" class="hint">${text.session.hint}</p>
      <button aria-busy=${busy}>${text.session.enter}</button>
    </form>
  `;
}
