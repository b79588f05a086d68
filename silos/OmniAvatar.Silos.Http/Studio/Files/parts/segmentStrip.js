// The video's segments as a strip that fills in, shot by shot.
import { html } from "../vendor/preact.js";
import { text } from "../messages.js";

const most = 240;

export function SegmentStrip({ shots, done, total, active }) {
  const rows = shots?.length ? shots : [{ segments_done: done, segments_total: total }];
  const label = text.video.segments(done, total);
  if (total > most)
    return html`<progress value=${done} max=${total} aria-label=${label} title=${label}></progress>`;
  return html`
    <div class="strip" role="img" aria-label=${label} title=${label}>
      ${rows.map((shot, i) => html`
        <span class=${`shot ${active === i ? "active" : ""}`} style=${{ flexGrow: shot.segments_total }}>
          ${Array.from({ length: shot.segments_total }, (_, n) => html`<i class=${n < shot.segments_done ? "done" : ""}></i>`)}
        </span>`)}
    </div>
  `;
}
