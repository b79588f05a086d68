// What is filled in so far, and the API's form made of it.
const startSpeaker = (key) => ({ key, prompt: "", angles: [] });

export const startDraft = () => ({ speakers: [startSpeaker(0)], quality: "normal", size: "auto", seed: 42, angles: "next" });

export const newSpeaker = () => startSpeaker(crypto.getRandomValues(new Uint32Array(1))[0]);

// Denoising steps of a quality, as a part of those that the model takes by itself.
const steps = { draft: 0.4, best: 2 };
const mostSteps = 1000;

export const stepsOf = (draft) =>
  steps[draft.quality] && draft.modelSteps
    ? Math.min(mostSteps, Math.max(2, Math.round(steps[draft.quality] * draft.modelSteps)))
    : null;

export const hasAngles = (draft) => draft.speakers.some((one) => one.angles.length > 0);

export const isComplete = (draft) =>
  draft.speakers.every((one) => one.picture && one.prompt.trim()) &&
  (draft.speakers.length === 1
    ? !!draft.speakers[0].sound
    : draft.recording
      ? !!draft.rttm && draft.speakers.every((one) => one.label?.trim())
      : draft.speakers.every((one) => one.sound));

export function formOf(draft) {
  const form = new FormData();
  const put = (name, value) => value !== null && value !== undefined && value !== "" && form.append(name, value);
  const putAll = (name, values) => (values ?? []).forEach((value, i) => put(`${name}[${i}]`, value));
  put("model", draft.model);
  put("steps", stepsOf(draft));
  put("size_table", draft.size === "auto" ? null : draft.size);
  put("seed", draft.seed);
  put("angles", hasAngles(draft) ? draft.angles : null);
  putEpisode(draft, put, putAll);
  if (draft.speakers.length === 1) putOne(draft.speakers[0], put, putAll);
  else putSeveral(draft, put, putAll);
  return form;
}

function putEpisode(draft, put, putAll) {
  put("captions", draft.captions);
  put("burn_captions", draft.captions && draft.burnCaptions ? "true" : null);
  put("mark", draft.mark ? "AI-generated" : null);
  put("chapters", draft.chapters);
  put("loudness", draft.loudness);
  put("title", draft.title?.trim());
  put("artist", draft.artist?.trim());
  put("cover", draft.cover);
  put("script", draft.script);
  putAll("pictures", draft.script ? draft.scriptPictures : []);
}

function putOne(speaker, put, putAll) {
  put("prompt", speaker.prompt);
  put("input_reference", speaker.picture);
  put("audio_reference", speaker.sound);
  putAll("angles", speaker.angles);
}

function putSeveral(draft, put, putAll) {
  put("audio_reference", draft.recording);
  put("rttm", draft.recording ? draft.rttm : null);
  draft.speakers.forEach((one, i) => {
    put(`speakers[${i}][prompt]`, one.prompt);
    put(`speakers[${i}][image_reference]`, one.picture);
    put(`speakers[${i}][audio_reference]`, draft.recording ? null : one.sound);
    put(`speakers[${i}][label]`, draft.recording ? one.label : null);
    putAll(`speakers[${i}][angles]`, one.angles);
  });
}
