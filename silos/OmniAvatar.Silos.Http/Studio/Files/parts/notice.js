// A failure: what happened and what to do, in the page's words, and the service's own sentence where that says more.
import { html } from "../vendor/preact.js";
import { text } from "../messages.js";

export function Notice({ failure, kind, incident }) {
  if (!failure) return null;
  const words = text.failures;
  const whole = words.byCode[failure.code] ?? (failure.status === 0 ? words.offline : null);
  return html`
    <div class="notice" role="alert">
      <strong>${whole ?? words.byKind[kind] ?? words.title}</strong>
      ${!whole && failure.message && html`<p>${failure.message}</p>`}
      ${incident && html`<p><small>${words.incident(incident)}</small></p>`}
    </div>
  `;
}
