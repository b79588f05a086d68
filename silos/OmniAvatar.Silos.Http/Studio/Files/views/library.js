// All videos, the newest first; open ones are asked for again while the page is seen.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { listVideos } from "../api/client.js";
import { VideoCard } from "../parts/videoCard.js";
import { Notice } from "../parts/notice.js";
import { useRefresh } from "../parts/refresh.js";
import { isOpen } from "../parts/status.js";

export function Library() {
  const [videos, setVideos] = useState(null);
  const [hasMore, setHasMore] = useState(false);
  const [failure] = useRefresh(async () => {
    const page = await listVideos();
    setVideos((old) => [...page.data, ...(old ?? []).slice(page.data.length).filter((v) => !page.data.some((n) => n.id === v.id))]);
    setHasMore((old) => old || page.has_more);
  });
  const more = async () => {
    const page = await listVideos(videos.at(-1).id);
    setVideos([...videos, ...page.data]);
    setHasMore(page.has_more);
  };

  const waiting = (videos ?? []).filter((v) => v.status === "queued").sort((a, b) => a.created_at - b.created_at);
  return html`
    <div class="heading"><h1>${text.library.title}</h1>
      <a role="button" href="#/new">${text.create.link}</a></div>
    <${Notice} failure=${failure} />
    ${videos?.length === 0 && html`<section class="empty"><p>${text.library.empty}</p>
      <a href="#/new">${text.library.first}</a></section>`}
    <ul class="cards" aria-busy=${!videos && !failure}>
      ${(videos ?? []).map((video) => html`<${VideoCard} key=${video.id} video=${video} place=${isOpen(video) ? waiting.indexOf(video) + 1 : 0} />`)}
    </ul>
    ${hasMore && html`<button class="secondary outline" onClick=${more}>${text.library.more}</button>`}
  `;
}
