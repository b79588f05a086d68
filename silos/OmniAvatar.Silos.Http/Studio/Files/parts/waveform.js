// The recording's waveform, with the planned shots drawn on it. It is decoded in the browser at a low rate.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import WaveSurfer from "../vendor/wavesurfer.js";
import { text } from "../messages.js";

// The page's policy allows the style of a waveform of this height.
const height = 96;

// A video begins with this much silence before its recording.
const leadSeconds = 0.3;
const largest = 400e6;

export function Waveform({ file, plan }) {
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
  const place = (at) => `${Math.min(100, Math.max(0, (100 * (at - leadSeconds)) / seconds))}%`;
  return html`
    <figure class="wave">
      <figcaption>${text.create.wave}</figcaption>
      <div class="lane" ref=${box}></div>
      ${seconds > 0 && plan && html`<ol class="plan">
        ${plan.map((shot, i) => html`<li class=${`speaker-${(shot.speaker ?? 0) % 4}`} style=${{ left: place(shot.start), width: `calc(${place(shot.start + shot.seconds)} - ${place(shot.start)})` }}
          title=${text.create.shot(i + 1)}><span>${text.create.shot(i + 1)}</span></li>`)}
      </ol>`}
    </figure>
  `;
}
