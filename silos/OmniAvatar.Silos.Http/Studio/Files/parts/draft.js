// What is filled in so far, and the API's form made of it.
export const startDraft = () => ({ speakers: [{ key: 0, prompt: "" }], quality: "normal", size: "auto", seed: 42 });

// Denoising steps of a quality, from those that the model takes by itself.
const steps = { draft: 0.4, best: 2 };
const ordinarySteps = 25;

export const stepsOf = (draft) => (steps[draft.quality] ? Math.max(2, Math.round(steps[draft.quality] * ordinarySteps)) : null);

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
  put("model", draft.model);
  put("steps", stepsOf(draft));
  put("size_table", draft.size === "auto" ? null : draft.size);
  put("seed", draft.seed);
  put("captions", draft.captions);
  if (draft.speakers.length === 1) {
    put("prompt", draft.speakers[0].prompt);
    put("input_reference", draft.speakers[0].picture);
    put("audio_reference", draft.speakers[0].sound);
    return form;
  }
  put("audio_reference", draft.recording);
  put("rttm", draft.recording ? draft.rttm : null);
  draft.speakers.forEach((one, i) => {
    put(`speakers[${i}][prompt]`, one.prompt);
    put(`speakers[${i}][image_reference]`, one.picture);
    put(`speakers[${i}][audio_reference]`, draft.recording ? null : one.sound);
    put(`speakers[${i}][label]`, draft.recording ? one.label : null);
  });
  return form;
}
