// Fields for files, which can also be dropped on them. Inside is the browser's own file input.
import { html, useEffect, useState } from "../vendor/preact.js";
import { text } from "../messages.js";

// Pictures of people, as the service takes them.
export const pictureTypes = "image/png,image/jpeg,image/webp";

// One file. One that is not required can be taken away again.
export function FileDrop({ label, hint, accept, file, onFile, name, optional }) {
  const shown = file ? file.name : hint ?? text.create.drop;
  return html`
    <div class="drop-field">
      <${Drop} label=${label} shown=${shown} accept=${accept} name=${name} preview=${usePreview(file)} onFiles=${(files) => onFile(files[0])} />
      ${optional && file && html`<${TakeAway} label=${label} onClick=${() => onFile(null)} />`}
    </div>
  `;
}

// Several files, in the order in which they were added.
export function FilesDrop({ label, hint, accept, files, onFiles, name, nameOf }) {
  const without = (index) => files.filter((_, i) => i !== index);
  return html`
    <div class="drop-field">
      <${Drop} label=${label} shown=${hint ?? text.create.drop} accept=${accept} name=${name} multiple onFiles=${(more) => onFiles([...files, ...more])} />
      ${files.length > 0 && html`<ul class="files">
        ${files.map((file, i) => html`<li>${nameOf ? `${nameOf(i)}: ` : ""}${file.name} <${TakeAway} label=${file.name} onClick=${() => onFiles(without(i))} /></li>`)}
      </ul>`}
    </div>
  `;
}

function Drop({ label, shown, accept, name, preview, multiple, onFiles }) {
  const [over, setOver] = useState(false);
  const drag = (isOver) => (event) => {
    event.preventDefault();
    setOver(isOver);
  };
  const drop = (event) => {
    drag(false)(event);
    take(event.dataTransfer.files);
  };
  const take = (list) => list.length > 0 && onFiles(Array.from(list));
  // An input that keeps its old choice would not notice that the same file is chosen again.
  const choose = (event) => {
    take(event.target.files);
    event.target.value = "";
  };
  return html`
    <label class=${`drop ${over ? "over" : ""}`} onDragOver=${drag(true)} onDragLeave=${drag(false)} onDrop=${drop}>
      <strong>${label}</strong>
      ${preview && html`<img src=${preview} alt="" />`}
      <small>${shown}</small>
      <input type="file" name=${name} accept=${accept} multiple=${multiple} onChange=${choose} />
    </label>
  `;
}

const TakeAway = ({ label, onClick }) =>
  html`<button type="button" class="plain" aria-label=${text.create.takeAwayFile(label)} onClick=${onClick}>${text.create.takeAway}</button>`;

function usePreview(file) {
  const [preview, setPreview] = useState(null);
  useEffect(() => {
    if (!file?.type.startsWith("image/")) return setPreview(null);
    const address = URL.createObjectURL(file);
    setPreview(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return preview;
}
