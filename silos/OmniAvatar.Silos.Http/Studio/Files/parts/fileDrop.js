// A field for one file, which can also be dropped on it. Inside is the browser's own file input.
import { html, useEffect, useState } from "../vendor/preact.js";
import { text } from "../messages.js";

export function FileDrop({ label, hint, accept, file, onFile, name }) {
  const [over, setOver] = useState(false);
  const [preview, setPreview] = useState(null);
  useEffect(() => {
    if (!file?.type.startsWith("image/")) return setPreview(null);
    const address = URL.createObjectURL(file);
    setPreview(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  const drag = (isOver) => (event) => {
    event.preventDefault();
    setOver(isOver);
  };
  const drop = (event) => {
    drag(false)(event);
    if (event.dataTransfer.files[0]) onFile(event.dataTransfer.files[0]);
  };
  return html`
    <label class=${`drop ${over ? "over" : ""}`} onDragOver=${drag(true)} onDragLeave=${drag(false)} onDrop=${drop}>
      <strong>${label}</strong>
      ${preview && html`<img src=${preview} alt="" />`}
      <small>${file ? file.name : hint ?? text.create.drop}</small>
      <input type="file" name=${name} accept=${accept} onChange=${(e) => e.target.files[0] && onFile(e.target.files[0])} />
    </label>
  `;
}
