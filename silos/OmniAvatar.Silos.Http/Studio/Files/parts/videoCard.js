// One video in the library.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { contentOf } from "../api/client.js";
import { dateOf, length, timeOf } from "../format.js";
import { SegmentStrip } from "./segmentStrip.js";
import { Status, expectedEnd, isOpen } from "./status.js";

export function VideoCard({ video, place }) {
  const details = video.omniavatar;
  const end = expectedEnd(video);
  return html`
    <li><a class="card" href=${`#/videos/${video.id}`}>
      <${Thumbnail} video=${video} />
      <span class="body">
        <span class="title">${video.prompt || text.video.untitled}</span>
        <span class="line"><${Status} video=${video} /> <span>${length(video.seconds)}</span></span>
        ${isOpen(video) && html`<${SegmentStrip} done=${details.segments_done} total=${details.segments_total} />`}
        <small>${place > 0 ? text.video.place(place) : end ? text.video.ends(timeOf(end)) : dateOf(video.created_at)}</small>
      </span>
    </a></li>
  `;
}

function Thumbnail({ video }) {
  const [missing, setMissing] = useState(false);
  const [w, h] = video.size.split("x").map(Number);
  return html`<span class="thumbnail" style=${{ aspectRatio: "16 / 10" }}>
    ${video.status === "completed" && !missing
      ? html`<img src=${contentOf(video.id, "thumbnail")} alt="" width=${w} height=${h} loading="lazy" onError=${() => setMissing(true)} />`
      : html`<span class="mark large" aria-hidden="true"></span>`}
  </span>`;
}
