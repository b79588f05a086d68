// Sends a form with progress. A broken connection is tried again with the same Idempotency-Key, so that no request
// becomes two videos.
import { ApiError } from "./client.js";

const waits = [1000, 2000, 4000, 8000, 15000, 30000];
const mayPass = (error) => [0, 408, 429, 502, 503, 504].includes(error.status);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function upload(form, on) {
  const key = `studio-${newKey()}`;
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(form, key, on);
    } catch (error) {
      if (!mayPass(error) || attempt >= waits.length) throw error;
      on({ phase: "retrying", attempt: attempt + 1 });
      await pause(waits[attempt]);
    }
  }
}

// crypto.randomUUID is missing on pages without https.
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

function once(form, key, on) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/videos");
    request.setRequestHeader("Idempotency-Key", key);
    request.responseType = "json";
    request.upload.onprogress = (e) =>
      e.lengthComputable && on({ phase: "sending", percent: Math.floor((100 * e.loaded) / e.total) });
    request.upload.onload = () => on({ phase: "checking" });
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(new ApiError(request.status, request.response?.error));
    request.onerror = request.onabort = request.ontimeout = () => reject(new ApiError(0, null));
    request.send(form);
  });
}
