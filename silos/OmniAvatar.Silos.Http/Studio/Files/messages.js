// Every text of the page. Another language is another file with the same names.
import { library, video, shots } from "./messages/videos.js";
import { create } from "./messages/create.js";
import { operator } from "./messages/operator.js";
import { failures } from "./messages/failures.js";

export const text = {
  name: "OmniAvatar Studio",
  skip: "Skip to the content",
  navigation: "Main",
  times: {
    at: (clock) => `at ${clock}`,
    on: (day) => `on ${day}`,
    seconds: (n) => `${n} s`,
    minutes: (n) => `${n} min`,
    hours: (n) => `${n} h`,
  },
  session: {
    title: "Open the studio",
    key: "Your key",
    hint: "Whoever runs this service gives keys. The key stays in this browser until it is closed.",
    enter: "Open",
    leave: "Leave",
  },
  library,
  video,
  shots,
  create,
  operator,
  failures,
};
