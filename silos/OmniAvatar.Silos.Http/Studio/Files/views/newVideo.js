// The form for a new video: files, words and quality, and what it takes before the button.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { upload } from "../api/upload.js";
import { formOf, isComplete, newSpeaker, startDraft } from "../parts/draft.js";
import { SpeakerFields } from "../parts/speakerFields.js";
import { Choices } from "../parts/choices.js";
import { Episode } from "../parts/episode.js";
import { FileDrop } from "../parts/fileDrop.js";
import { Waveform } from "../parts/waveform.js";
import { Estimate, useEstimate } from "../parts/estimate.js";
import { Notice } from "../parts/notice.js";

export function NewVideo() {
  const [draft, setDraft] = useState(startDraft);
  const [state, setState] = useState(null);
  const [failure, setFailure] = useState(null);
  const change = (part) => setDraft((old) => ({ ...old, ...part }));
  const changeSpeaker = (index, part) =>
    setDraft((old) => ({ ...old, speakers: old.speakers.map((one, i) => (i === index ? { ...one, ...part } : one)) }));
  const estimate = useEstimate(draft);
  const submit = async (event) => {
    event.preventDefault();
    setFailure(null);
    setState({ phase: "sending", percent: 0 });
    try {
      location.hash = `#/videos/${(await upload(formOf(draft), setState)).id}`;
    } catch (e) {
      setFailure(e);
      setState(null);
    }
  };
  const many = draft.speakers.length > 1;
  const recording = draft.recording ?? draft.speakers.find((one) => one.sound)?.sound;
  return html`
    <h1>${text.create.title}</h1>
    <form class="create" onSubmit=${submit}>
      <div>
        ${draft.speakers.map((speaker, i) => html`<${SpeakerFields} key=${speaker.key} speaker=${speaker} index=${i} draft=${draft}
          onChange=${(part) => changeSpeaker(i, part)}
          onRemove=${() => change({ speakers: draft.speakers.filter((_, n) => n !== i) })} />`)}
        <button type="button" class="secondary outline" onClick=${() => change({ speakers: [...draft.speakers, newSpeaker()] })}>${text.create.addSpeaker}</button>
        ${many && html`<fieldset class="pair"><legend>${text.create.soundOfAll}</legend>
          <${FileDrop} label=${text.create.soundOfAll} accept="audio/*,video/*" file=${draft.recording} optional onFile=${(recording) => change({ recording })} />
          <${FileDrop} label=${text.create.rttm} accept=".rttm,.txt" file=${draft.rttm} optional onFile=${(rttm) => change({ rttm })} /></fieldset>`}
        ${recording && html`<${Waveform} file=${recording} plan=${estimate.answer?.plan} pauses=${estimate.answer?.pauses} speakers=${draft.speakers.length} />`}
        <${Episode} draft=${draft} onChange=${change} />
      </div>
      <aside>
        <${Choices} draft=${draft} onChange=${change} />
        <${Estimate} estimate=${estimate} />
        <${Notice} failure=${failure} />
        ${state && html`<p role="status">${sentence(state)}</p>`}
        ${state?.phase === "sending" && html`<progress value=${state.percent} max="100" aria-label=${sentence(state)}></progress>`}
        <button disabled=${!isComplete(draft) || !!state} aria-busy=${!!state}>${text.create.send}</button>
      </aside>
    </form>
  `;
}

function sentence(state) {
  if (state.phase === "sending") return text.create.sending(state.percent);
  return state.phase === "retrying" ? text.create.retrying(state.attempt) : text.create.checking;
}
