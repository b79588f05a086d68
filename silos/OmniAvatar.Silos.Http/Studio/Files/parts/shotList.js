// The shots below the player: choosing one plays it from its start and shows how it was made.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { remixVideo } from "../api/client.js";
import { length } from "../format.js";
import { Notice } from "./notice.js";

export function ShotList({ video, shots, active, onChoose }) {
  if (!shots?.length) return null;
  const shot = active === null ? null : shots[active];
  return html`
    <section aria-labelledby="shots">
      <h2 id="shots">${text.shots.title}</h2>
      <ul class="shots">
        ${shots.map((one, i) => html`<li><button class="secondary outline" aria-pressed=${active === i} onClick=${() => onChoose(i)}>
          <strong>${text.shots.one(i + 1)}</strong>
          <small>${length(startOf(one))} – ${length(endOf(one))}</small>
        </button></li>`)}
      </ul>
      ${shot && html`<${ShotForm} key=${active} video=${video} shot=${shot} index=${active} />`}
    </section>
  `;
}

export const startOf = (shot) => shot.start;
const endOf = (shot) => shot.end;

function ShotForm({ video, shot, index }) {
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const again = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setBusy(true);
    try {
      const choices = { shots: [shot.number], seed: Number(form.get("seed")) };
      if (form.get("prompt") !== shot.prompt) choices.prompt = form.get("prompt");
      location.hash = `#/videos/${(await remixVideo(video.id, choices)).id}`;
    } catch (e) {
      setFailure(e);
      setBusy(false);
    }
  };
  const seed = shot.seed ?? 0;
  return html`
    <form class="shot-form" onSubmit=${again}>
      <h3>${text.shots.one(index + 1)}${shot.speaker ? `, ${text.shots.speaker(shot.speaker)}` : ""}</h3>
      <label>${text.shots.prompt}<textarea name="prompt" rows="3" required defaultValue=${shot.prompt}>${shot.prompt}</textarea></label>
      <label>${text.shots.seed} <small>(${seed})</small>
        <input name="seed" type="number" min="0" step="1" required value=${seed + 1} /></label>
      <p class="hint">${video.status === "completed" ? text.shots.hint : text.shots.later}</p>
      <${Notice} failure=${failure} />
      <button aria-busy=${busy} disabled=${video.status !== "completed" || busy}>${text.shots.again}</button>
    </form>
  `;
}
