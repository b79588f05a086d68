// One video: it plays while it renders, and all that can be done with it.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { findVideo, hasSubtitles, listShots } from "../api/client.js";
import { follow } from "../api/events.js";
import { dateOf, duration, length, timeOf } from "../format.js";
import { Notice } from "../parts/notice.js";
import { Player } from "../parts/player.js";
import { SegmentStrip } from "../parts/segmentStrip.js";
import { ShotList, startOf } from "../parts/shotList.js";
import { Status, expectedEnd, isOpen } from "../parts/status.js";
import { VideoActions } from "../parts/videoActions.js";

export function VideoPage({ id }) {
  const [video, setVideo] = useState(null);
  const [progress, setProgress] = useState(null);
  const [part, setPart] = useState(null);
  const [shots, setShots] = useState(null);
  const [active, setActive] = useState(null);
  const [broken, setBroken] = useState(false);
  const [failure, setFailure] = useState(null);
  const [round, setRound] = useState(0);
  const [subtitles, setSubtitles] = useState(false);
  const player = useRef();
  const finished = video?.status === "completed";
  useEffect(() => {
    if (finished) hasSubtitles(id).then(setSubtitles);
  }, [id, finished]);
  useEffect(() => {
    findVideo(id).then(setVideo, setFailure);
    listShots(id).then(setShots, () => {});
    return follow(id, (type, content) => {
      setBroken(type === "broken");
      if (type === "status") setVideo((old) => ({ ...old, ...content }));
      if (type === "progress") setProgress(content);
      if (type === "part") setPart(content);
      if (type !== "done") return;
      findVideo(id).then(setVideo, setFailure);
      listShots(id).then(setShots, () => {});
    });
  }, [id, round]);
  const choose = (index) => {
    setActive(index);
    player.current.currentTime = startOf(shots[index]);
  };
  if (!video) return html`<${Notice} failure=${failure} /><p aria-busy=${!failure}></p>`;

  const now = { ...video, progress: isOpen(video) ? Math.max(video.progress, progress?.progress ?? 0) : video.progress };
  const done = video.status === "completed" ? video.omniavatar.segments_total : Math.max(progress?.segments_done ?? 0, video.omniavatar.segments_done);
  return html`
    <p><a href="#/">← ${text.video.back}</a></p>
    <div class="watch">
      <div>
        <${Player} video=${now} parts=${part?.parts ?? 0} hasSubtitles=${subtitles} element=${player} />
        <${SegmentStrip} shots=${video.status === "completed" ? null : progress?.shots} done=${done} total=${video.omniavatar.segments_total} active=${active} />
        ${isOpen(video) && part && html`<p class="hint">${text.video.playing(length(part.seconds), length(video.seconds))}</p>`}
        ${broken && html`<p class="hint" role="status">${text.video.lost}</p>`}
        <${ShotList} video=${now} shots=${shots} active=${active} onChoose=${choose} />
      </div>
      <aside aria-label=${text.video.facts.made}>
        <h1>${video.prompt || text.video.untitled}</h1>
        <p role="status"><${Status} video=${now} /> ${expectation(now)}</p>
        ${video.error && html`<${Notice} failure=${video.error} kind=${video.error.kind ?? video.error.code} incident=${video.error.incident} />`}
        ${progress?.waiting && isOpen(video) && html`<p class="hint">${progress.waiting}</p>`}
        <${VideoActions} video=${now} hasSubtitles=${subtitles} onChange=${(changed) => (setVideo(changed), setRound(round + 1))} />
        <${Warnings} all=${video.omniavatar.warnings} />
        <${Facts} video=${video} />
      </aside>
    </div>
  `;
}

function expectation(video) {
  const end = isOpen(video) ? expectedEnd(video) : null;
  return end ? text.video.ends(timeOf(end)) : "";
}

const Warnings = ({ all }) =>
  !!all?.length && html`<section class="hint"><strong>${text.video.warnings}</strong><ul>${all.map((one) => html`<li>${one}</li>`)}</ul></section>`;

function Facts({ video }) {
  const words = text.video.facts;
  const usage = video.omniavatar.usage;
  const parent = video.remixed_from_video_id;
  return html`<dl class="facts">
    <dt>${words.length}</dt><dd>${length(video.seconds)}</dd>
    <dt>${words.size}</dt><dd>${video.size.replace("x", " × ")}</dd>
    <dt>${words.model}</dt><dd>${video.model}</dd>
    <dt>${words.made}</dt><dd>${dateOf(video.created_at)}</dd>
    ${usage && html`<dt>${words.gpu}</dt><dd>${duration(usage.gpu_seconds)}</dd>`}
    ${parent && html`<dt>${text.video.remixed}</dt><dd><a href=${`#/videos/${parent}`}>${parent}</a></dd>`}
  </dl>`;
}
