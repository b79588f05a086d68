// The video: as a stream while it renders, as its file when it is finished.
import { html, useEffect, useRef } from "../vendor/preact.js";
import Hls from "../vendor/hls.js";
import { text } from "../messages.js";
import { contentOf, playlistOf } from "../api/client.js";

const nativeType = "application/vnd.apple.mpegurl";

export function Player({ video, parts, hasSubtitles, element }) {
  const own = useRef();
  const ref = element ?? own;
  const finished = video.status === "completed";
  const streams = !finished && parts > 0;
  useEffect(() => {
    if (!streams) return undefined;
    return attachStream(ref.current, playlistOf(video.id));
  }, [streams]);
  useEffect(() => {
    // What is being watched goes on at the same place when the file takes over.
    if (!finished) return;
    const player = ref.current;
    const [at, plays] = [player.currentTime, !player.paused];
    player.src = contentOf(video.id);
    player.currentTime = at;
    if (plays) player.play().catch(() => {});
  }, [finished]);

  const [w, h] = video.size.split("x").map(Number);
  return html`
    <figure class="player">
      <video ref=${ref} controls playsinline preload="auto" poster=${finished ? contentOf(video.id, "thumbnail") : undefined} width=${w} height=${h} aria-label=${video.prompt || text.video.untitled}>
        ${hasSubtitles && html`<track kind="subtitles" src=${contentOf(video.id, "subtitles")} srclang="en" default />`}
      </video>
      ${!finished && !streams && html`<figcaption class="soon">${text.video.soon}</figcaption>`}
    </figure>
  `;
}

function attachStream(player, playlist) {
  if (!Hls.isSupported()) {
    if (player.canPlayType(nativeType)) player.src = playlist;
    return undefined;
  }
  // Segments take long to render, so the stream starts at its beginning and not at its live end.
  const hls = new Hls({ startPosition: 0, enableWorker: false, liveDurationInfinity: false });
  hls.on(Hls.Events.ERROR, (_, problem) => {
    if (!problem.fatal) return;
    if (problem.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else setTimeout(() => hls.media && hls.loadSource(playlist), 2000);
  });
  hls.loadSource(playlist);
  hls.attachMedia(player);
  return () => hls.destroy();
}
