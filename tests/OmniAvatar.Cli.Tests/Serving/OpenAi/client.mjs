// What a program written for OpenAI's videos does, with OpenAI's own client.
// node client.mjs PACKAGES ADDRESS KEY PICTURE SOUND: prints what came back as one JSON object.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { File } from "node:buffer";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

globalThis.File ??= File; // Node 18 has it, but not as a global; the client asks for that.

const [packages, address, apiKey, picture, sound] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const OpenAI = require("openai");
const client = new OpenAI({ baseURL: `${address}/v1`, apiKey, maxRetries: 0 });
const prompt = "A presenter speaks";

const finished = async (video) => {
  while (video.status === "queued" || video.status === "in_progress") {
    await pause(100);
    video = await client.videos.retrieve(video.id);
  }
  return video;
};
const bytesOf = async (id, query) => Buffer.from(await (await client.videos.downloadContent(id, query)).arrayBuffer());
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const refusal = async (attempt) => {
  try {
    await attempt();
    return "none";
  } catch (e) {
    return `${e.constructor.name} ${e.status} ${e.code}`;
  }
};

const models = (await client.models.list()).data.map((model) => model.id);

// A picture and a recording as files; fields that OpenAI has none of go along.
const spoken = await client.videos.create({
  prompt,
  input_reference: createReadStream(picture),
  audio_reference: createReadStream(sound),
  num_inference_steps: 1,
});
const notReady = await refusal(() => client.videos.downloadContent(spoken.id));
const done = await finished(spoken);
const video = await bytesOf(done.id);
const thumbnail = await bytesOf(done.id, { variant: "thumbnail" });

// A picture as a data URL, and a length in seconds as text.
const silent = await client.videos.create({
  prompt,
  input_reference: { image_url: `data:image/png;base64,${readFileSync(picture).toString("base64")}` },
  seconds: "1",
  steps: 1,
});
const silentDone = await finished(silent);

const remix = await finished(await client.videos.remix(done.id, { prompt: "A presenter laughs" }));

const listed = [];
for await (const one of client.videos.list({ limit: 1, order: "asc" })) listed.push(one.id);

const refusals = {
  unknown: await refusal(() => client.videos.retrieve("video_unknown")),
  model: await refusal(() => client.videos.create({ prompt, model: "sora-2", seconds: "4", input_reference: createReadStream(picture) })),
  key: await refusal(() => new OpenAI({ baseURL: `${address}/v1`, apiKey: "wrong", maxRetries: 0 }).videos.list()),
  notReady,
};

const deleted = await client.videos.delete(silent.id);
refusals.gone = await refusal(() => client.videos.retrieve(silent.id));

console.log(JSON.stringify({
  models, done, silentDone, remix, listed, refusals, deleted,
  ids: [spoken.id, silent.id, remix.id],
  videoHash: hash(video),
  thumbnailStart: thumbnail.subarray(0, 4).toString("latin1"),
}));
