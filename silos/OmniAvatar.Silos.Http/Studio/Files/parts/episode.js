// What makes an episode of a video: captions, chapters, loudness, a cover, names, and what happens when.
import { html } from "../vendor/preact.js";
import { text } from "../messages.js";
import { FileDrop, FilesDrop, pictureTypes } from "./fileDrop.js";

export function Episode({ draft, onChange }) {
  const words = text.create.episode;
  const file = (name, accept) => html`<${FileDrop} name=${name} label=${words[name]} hint=${words[`${name}Hint`]} accept=${accept}
    file=${draft[name]} optional onFile=${(chosen) => onChange({ [name]: chosen })} />`;
  const line = (name) => html`<label>${words[name]}
    <input name=${name} maxlength="10000" value=${draft[name] ?? ""} onInput=${(e) => onChange({ [name]: e.target.value })} /></label>`;
  const choice = (name, isPossible) => html`<label>
    <input name=${name} type="checkbox" role="switch" checked=${!!draft[name]} disabled=${!isPossible}
      onChange=${(e) => onChange({ [name]: e.target.checked })} /> ${words[name]}</label>`;
  return html`
    <details class="episode">
      <summary>${words.summary}</summary>
      <div class="pair">${file("captions", ".srt,.vtt,.json")} ${file("chapters", ".txt,.ffmetadata")}</div>
      ${choice("burnCaptions", draft.captions)} ${choice("mark", true)}
      <label>${words.loudness}
        <select name="loudness" value=${draft.loudness ?? ""} onChange=${(e) => onChange({ loudness: e.target.value })}>
          ${Object.entries(words.loudnesses).map(([value, shown]) => html`<option value=${value}>${shown}</option>`)}
        </select></label>
      <div class="pair">${line("title")} ${line("artist")}</div>
      <div class="pair">${file("cover", "image/png,image/jpeg")} ${file("script", ".json")}</div>
      ${draft.script && html`<${FilesDrop} name="scriptPictures" label=${words.scriptPictures} hint=${words.scriptPicturesHint}
        accept=${pictureTypes} files=${draft.scriptPictures ?? []} nameOf=${(i) => `pictures[${i}]`}
        onFiles=${(scriptPictures) => onChange({ scriptPictures })} />`}
    </details>
  `;
}
