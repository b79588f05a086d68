// Model, quality, size and seed, in words.
import { html, useEffect, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { listModels } from "../api/client.js";
import { hasAngles } from "./draft.js";
import { Notice } from "./notice.js";

export function Choices({ draft, onChange }) {
  const [models, setModels] = useState([]);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    listModels().then((all) => {
      setModels(all);
      if (all.length) choose(all[0]);
    }, setFailure);
  }, []);
  const choose = (model) => onChange({ model: model.id, modelSteps: model.omniavatar.steps });
  const words = text.create;
  const select = (name, label, options, on = (value) => onChange({ [name]: value })) => html`<label>${label}
    <select name=${name} value=${draft[name]} onChange=${(e) => on(e.target.value)}>
      ${options.map(([value, shown]) => html`<option value=${value}>${shown}</option>`)}
    </select></label>`;
  return html`
    <${Notice} failure=${failure} />
    ${models.length > 1 && select("model", words.model, models.map((one) => [one.id, one.id]), (id) => choose(models.find((one) => one.id === id)))}
    ${select("quality", words.quality, Object.entries(words.qualities))}
    ${select("size", words.size, Object.entries(words.sizes))}
    ${hasAngles(draft) && select("angles", words.angles, Object.entries(words.anglesChoices))}
    <label>${words.seed}<input name="seed" type="number" min="0" step="1" value=${draft.seed} aria-describedby="seed-hint" onInput=${(e) => onChange({ seed: e.target.value })} /></label>
    <p class="hint" id="seed-hint">${words.seedHint}</p>
  `;
}
