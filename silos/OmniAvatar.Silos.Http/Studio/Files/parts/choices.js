// Model, quality, size and seed, in words.
import { html, useEffect, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { listModels } from "../api/client.js";

export function Choices({ draft, onChange }) {
  const [models, setModels] = useState([]);
  useEffect(() => {
    listModels().then((all) => {
      setModels(all);
      if (all.length) onChange({ model: all[0].id });
    }, () => {});
  }, []);
  const words = text.create;
  const select = (name, label, options) => html`<label>${label}
    <select name=${name} value=${draft[name]} onChange=${(e) => onChange({ [name]: e.target.value })}>
      ${options.map(([value, shown]) => html`<option value=${value}>${shown}</option>`)}
    </select></label>`;
  return html`
    ${models.length > 1 && select("model", words.model, models.map((one) => [one.id, one.id]))}
    ${select("quality", words.quality, Object.entries(words.qualities))}
    ${select("size", words.size, Object.entries(words.sizes))}
    <label>${words.seed}<input name="seed" type="number" min="0" step="1" value=${draft.seed} aria-describedby="seed-hint" onInput=${(e) => onChange({ seed: e.target.value })} /></label>
    <p class="hint" id="seed-hint">${words.seedHint}</p>
  `;
}
