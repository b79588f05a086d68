// Who is shown: a picture, a recording and words.
import { html } from "../vendor/preact.js";
import { text } from "../messages.js";
import { FileDrop, FilesDrop, pictureTypes } from "./fileDrop.js";

export function SpeakerFields({ speaker, index, draft, onChange, onRemove }) {
  const words = text.create;
  const many = draft.speakers.length > 1;
  const sharesSound = many && !!draft.recording;
  return html`
    <fieldset>
      ${many && html`<legend>${words.speaker(index + 1)}</legend>`}
      <div class="pair">
        <${FileDrop} name="picture" label=${words.picture} hint=${words.pictureHint} accept=${pictureTypes} file=${speaker.picture} onFile=${(picture) => onChange({ picture })} />
        ${!sharesSound && html`<${FileDrop} name="sound" label=${words.sound} hint=${words.soundHint} accept="audio/*,video/*" file=${speaker.sound} onFile=${(sound) => onChange({ sound })} />`}
      </div>
      ${sharesSound && html`<label>${words.label}<input value=${speaker.label ?? ""} onInput=${(e) => onChange({ label: e.target.value })} /></label>`}
      <label>${words.prompt}
        <textarea name="prompt" rows="3" maxlength="10000" placeholder=${words.promptExample} aria-describedby=${`hint-${speaker.key}`}
          value=${speaker.prompt} onInput=${(e) => onChange({ prompt: e.target.value })}></textarea></label>
      <p class="hint" id=${`hint-${speaker.key}`}>${words.promptHint}</p>
      <details>
        <summary>${words.otherPictures}</summary>
        <${FilesDrop} name="angle" label=${words.otherPictures} hint=${words.otherPicturesHint} accept=${pictureTypes} files=${speaker.angles} onFiles=${(angles) => onChange({ angles })} />
      </details>
      ${many && html`<button type="button" class="plain" onClick=${onRemove}>${words.removeSpeaker(index + 1)}</button>`}
    </fieldset>
  `;
}
