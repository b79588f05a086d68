// Requests to the public API. A refusal is an ApiError with the sentence of the service.
export class ApiError extends Error {
  constructor(status, error) {
    super(error?.message ?? "");
    this.status = status;
    this.code = error?.code ?? null;
    this.param = error?.param ?? null;
  }
}

export async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(`/v1/${path}`, { credentials: "same-origin", ...options });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new ApiError(0, null);
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, body?.error);
  return body;
}

export const send = (method, path, value) =>
  call(path, {
    method,
    headers: value === undefined ? {} : { "content-type": "application/json" },
    body: value === undefined ? undefined : JSON.stringify(value),
  });

export const listVideos = (after) => call(`videos?limit=24${after ? `&after=${encodeURIComponent(after)}` : ""}`);
export const findVideo = (id) => call(`videos/${id}`);
export const listModels = async () => (await call("models")).data;
export const cancelVideo = (id) => send("POST", `videos/${id}/cancel`);
export const resumeVideo = (id) => send("POST", `videos/${id}/resume`);
export const deleteVideo = (id) => send("DELETE", `videos/${id}`);
export const remixVideo = (id, choices) => send("POST", `videos/${id}/remix`, choices);
export const contentOf = (id, variant) => `/v1/videos/${id}/content${variant ? `?variant=${variant}` : ""}`;
export const playlistOf = (id) => `/v1/videos/${id}/hls/index.m3u8`;

// Whether a finished video has subtitles: its main playlist names them.
export async function hasSubtitles(id) {
  const answer = await fetch(`/v1/videos/${id}/hls/main.m3u8`, { credentials: "same-origin" }).catch(() => null);
  return !!answer?.ok && (await answer.text()).includes("TYPE=SUBTITLES");
}

// The shots of a video; null where the service cannot tell them.
export async function listShots(id) {
  try {
    const answer = await call(`videos/${id}/shots`);
    return answer.data;
  } catch (e) {
    if (e.status === 404 || e.status === 409) return null;
    throw e;
  }
}
