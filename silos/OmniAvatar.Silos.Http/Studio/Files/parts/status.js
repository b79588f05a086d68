// A video's status as a word, and what is to be expected.
import { html } from "../vendor/preact.js";
import { text } from "../messages.js";

export const wordOf = (video) => (video.error?.code === "cancelled" ? "cancelled" : video.status);
export const isOpen = (video) => video.status === "queued" || video.status === "in_progress";

export function Status({ video }) {
  const word = wordOf(video);
  return html`<span class=${`status ${word}`}>${text.video.status[word]}${
    video.status === "in_progress" ? ` ${video.progress} %` : ""
  }</span>`;
}

// When an open video ends if it goes on as before: a guess from what has passed.
export function expectedEnd(video) {
  if (video.expected_at) return video.expected_at;
  const now = Date.now() / 1000;
  const passed = now - video.created_at;
  return video.status === "in_progress" && video.progress >= 10
    ? Math.round(now + (passed * (100 - video.progress)) / video.progress)
    : null;
}
