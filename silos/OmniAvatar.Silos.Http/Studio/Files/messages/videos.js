// Texts of the library, of a video and of its shots.
export const library = {
  link: "Videos",
  title: "Videos",
  empty: "There are no videos yet.",
  first: "Make the first one",
  more: "Show older videos",
};

export const video = {
  status: { queued: "Waiting", in_progress: "Rendering", completed: "Finished", failed: "Failed", cancelled: "Cancelled" },
  place: (n) => `Place ${n} among your waiting videos`,
  ends: (when) => `Expected to end ${when}`,
  untitled: "Untitled",
  soon: "The first seconds appear here as soon as they are rendered.",
  playing: (seen, all) => `${seen} of ${all} can be watched`,
  segments: (done, all) => `${done} of ${all} segments rendered`,
  back: "All videos",
  download: "Download video",
  sound: "Download sound",
  subtitles: "Download subtitles",
  warnings: "To know",
  cancel: "Cancel",
  resume: "Continue",
  remove: "Delete",
  facts: { model: "Model", size: "Size", length: "Length", made: "Asked for", gpu: "GPU time" },
  remixed: "Made from",
  sure: {
    remove: "Delete this video?",
    removeMore: "The video and all its files are removed. This cannot be undone.",
    cancel: "Cancel this video?",
    cancelMore: "Rendering stops for good, and what is rendered is removed.",
    keep: "Keep it",
  },
  lost: "The connection is broken; the page tries again.",
};

export const shots = {
  title: "Shots",
  one: (n) => `Shot ${n}`,
  speaker: (n) => `Speaker ${n}`,
  seed: "Seed",
  prompt: "Prompt",
  steps: "Steps",
  again: "Make this shot again",
  hint: "The other shots are kept as they are. Another seed gives other movements.",
  later: "A shot can be made again when the video is finished.",
};
