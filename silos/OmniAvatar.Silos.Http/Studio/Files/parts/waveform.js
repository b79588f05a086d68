// The recording's waveform, with its pauses and the planned shots drawn on it. It is decoded in the browser at a low
// rate; the service says where the pauses are.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import WaveSurfer from "../vendor/wavesurfer.js";
import { text } from "../messages.js";

// The page's policy allows the style of a waveform of this height.
const height = 96;

// A video begins with its picture as one frame, and with silence, before its recording.
const leadSeconds = 0.34;
const largest = 400e6;

export function Waveform({ file, plan, pauses, speakers }) {
  const box = useRef();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (file.size > largest) return undefined;
    const colours = getComputedStyle(document.documentElement);
    const wave = WaveSurfer.create({
      container: box.current,
      height,
      sampleRate: 4000,
      waveColor: colours.getPropertyValue("--pico-muted-color"),
      progressColor: colours.getPropertyValue("--pico-primary"),
      barWidth: 2,
      barGap: 1,
    });
    wave.on("ready", setSeconds);
    wave.loadBlob(file).catch(() => {});
    return () => wave.destroy();
  }, [file]);
  const place = (at) => Math.min(100, Math.max(0, (100 * (at - leadSeconds)) / seconds));
  const stretch = ({ start, seconds: long }) => ({
    left: `${place(start)}%`,
    width: `${place(start + long) - place(start)}%`,
  });
  return html`
    <figure class="wave">
      <figcaption>${text.create.wave}</figcaption>
      <div class="lane">
        <div ref=${box}></div>
        ${seconds > 0 && pauses && html`<div class="pauses" role="img" aria-label=${text.create.pauses(pauses.length)}>
          ${pauses.map((pause) => html`<i style=${stretch(pause)}></i>`)}</div>`}
      </div>
      ${seconds > 0 && plan && html`<ol class="plan">
        ${plan.map((shot, i) => html`<li class=${`speaker-${(shot.speaker ?? 0) % 4}`} style=${stretch(shot)} title=${nameOf(shot, i)}><span>${nameOf(shot, i)}</span></li>`)}
      </ol>`}
    </figure>
  `;

  function nameOf(shot, index) {
    const name = text.create.shot(index + 1);
    return speakers > 1 ? `${name}, ${text.create.speaker(shot.speaker + 1)}` : name;
  }
}
