// A video's event stream. EventSource comes back by itself after a break, with the id of its last event.

const types = ["status", "progress", "part", "done"];

// follow(id, on): calls on(type, content) until the returned function is called.
export function follow(id, on) {
  const source = new EventSource(`/v1/videos/${id}/events`);
  for (const type of types)
    source.addEventListener(type, (event) => {
      const content = JSON.parse(event.data);
      if (type === "done") source.close();
      on(type, content);
    });
  source.addEventListener("open", () => on("open"));
  source.addEventListener("error", () => on("broken"));
  return () => source.close();
}

