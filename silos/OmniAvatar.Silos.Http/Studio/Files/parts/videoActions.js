// Download, cancel, continue and delete.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { cancelVideo, contentOf, deleteVideo, resumeVideo } from "../api/client.js";
import { Notice } from "./notice.js";
import { Question } from "./question.js";
import { isOpen } from "./status.js";

export function VideoActions({ video, hasSubtitles, onChange }) {
  const [asked, setAsked] = useState(null);
  const [failure, setFailure] = useState(null);
  const attempt = async (act) => {
    setAsked(null);
    try {
      setFailure(null);
      await act();
    } catch (e) {
      setFailure(e);
    }
  };
  const words = text.video;
  const questions = {
    cancel: { title: words.sure.cancel, more: words.sure.cancelMore, yes: words.cancel, act: async () => onChange(await cancelVideo(video.id)) },
    remove: {
      title: words.sure.remove,
      more: words.sure.removeMore,
      yes: words.remove,
      act: async () => {
        await deleteVideo(video.id);
        location.hash = "#/";
      },
    },
  };
  const question = questions[asked];
  return html`
    <${Notice} failure=${failure} />
    <div class="actions">
      ${video.status === "completed" && html`<a role="button" href=${contentOf(video.id)} download=${`${video.id}.mp4`}>${words.download}</a>`}
      ${video.status === "completed" && html`<a role="button" class="secondary" href=${contentOf(video.id, "audio")} download=${`${video.id}.m4a`}>${words.sound}</a>`}
      ${hasSubtitles && html`<a role="button" class="secondary" href=${contentOf(video.id, "subtitles")} download=${`${video.id}.vtt`}>${words.subtitles}</a>`}
      ${video.error?.code === "render_failed" && html`<button onClick=${() => attempt(async () => onChange(await resumeVideo(video.id)))}>${words.resume}</button>`}
      ${isOpen(video) && html`<button class="secondary outline" onClick=${() => setAsked("cancel")}>${words.cancel}</button>`}
      <button class="secondary outline" onClick=${() => setAsked("remove")}>${words.remove}</button>
    </div>
    ${question && html`<${Question} ...${question} onYes=${() => attempt(question.act)} onNo=${() => setAsked(null)} />`}
  `;
}
