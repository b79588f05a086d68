// What a draft would take, asked of the service shortly after the last change.
import { html, useEffect, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { call } from "../api/client.js";
import { duration, length, timeOf } from "../format.js";
import { formOf, isComplete } from "./draft.js";
import { Notice } from "./notice.js";

const afterMs = 700;

export function useEstimate(draft) {
  const [estimate, setEstimate] = useState({});
  const complete = isComplete(draft);
  useEffect(() => {
    if (!complete) return setEstimate({});
    const gone = new AbortController();
    const timer = setTimeout(async () => {
      setEstimate((old) => ({ ...old, busy: true }));
      try {
        setEstimate({ answer: await call("videos/estimate", { method: "POST", body: formOf(draft), signal: gone.signal }) });
      } catch (failure) {
        if (failure.name !== "AbortError") setEstimate({ failure });
      }
    }, afterMs);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [draft]);
  return estimate;
}

export function Estimate({ estimate }) {
  const words = text.create;
  const { answer, failure, busy } = estimate;
  return html`
    <section class="estimate" aria-live="polite" aria-busy=${!!busy}>
      <h2>${words.estimate}</h2>
      <${Notice} failure=${failure} />
      ${!answer && !failure && html`<p class="hint">${busy ? words.measuring : words.noEstimate}</p>`}
      ${answer && html`
        <p>${words.takes(length(answer.seconds), answer.shots, answer.segments)}</p>
        <p><strong>${answer.gpu_seconds === null ? words.unmeasured : words.gpu(duration(answer.gpu_seconds))}</strong></p>
        ${answer.ends_at && html`<p>${words.ends(timeOf(answer.ends_at))}</p>`}
        ${answer.waiting && html`<p class="hint">${answer.waiting}</p>`}
        ${answer.warnings.map((one) => html`<p class="hint">${one}</p>`)}`}
    </section>
  `;
}
