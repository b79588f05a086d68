// What failures mean, and what to do about them, by the API's codes and kinds.
export const failures = {
  title: "That did not work",
  offline: "The service does not answer. Check your connection; the page tries again.",
  byCode: {
    invalid_api_key: "The key is not valid, or it was revoked. Ask for a new one.",
    too_many_uploads: "Many people are sending files now. Try again in a moment.",
    too_many_wrong_keys: "There were too many wrong keys. Wait a minute, then try again.",
    video_not_ready: "Nothing of the video can be watched yet.",
  },
  byKind: {
    bad_input: "One of the files or settings cannot be used. Change it in a new video.",
    cancelled: "The video was cancelled, and its files are gone.",
    failed: "The model or the encoder refused. Try another picture or another seed.",
    outage: "A part of the service was away. Press Continue; finished parts are kept.",
    damaged: "A file was damaged and could not be made again. Press Continue; finished parts are kept.",
    resources: "The service ran out of memory or disk. Press Continue later, or make a smaller video.",
    bug: "The service has a fault. Tell its operator the incident below.",
  },
  incident: (id) => `Incident ${id}`,
};
