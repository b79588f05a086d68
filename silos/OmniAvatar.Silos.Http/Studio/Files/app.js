// The studio's frame: who is there, which view is open, and the bar above it.
import { html, render, useEffect, useState } from "./vendor/preact.js";
import { text } from "./messages.js";
import { closeSession, findSession } from "./api/session.js";
import { SignIn } from "./views/signIn.js";
import { Library } from "./views/library.js";
import { NewVideo } from "./views/newVideo.js";
import { VideoPage } from "./views/video.js";
import { Operator } from "./views/operator.js";
import { Notice } from "./parts/notice.js";

const pathNow = () => location.hash.replace(/^#/, "") || "/";

function Studio() {
  const [session, setSession] = useState(null);
  const [failure, setFailure] = useState(null);
  const [path, setPath] = useState(pathNow());
  useEffect(() => {
    findSession().then(setSession, setFailure);
    const moved = () => {
      setPath(pathNow());
      document.querySelector("main")?.focus();
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  const leave = async () => setSession(await closeSession());

  if (failure) return html`<main class="container"><${Notice} failure=${failure} /></main>`;
  if (!session) return html`<main class="container" aria-busy="true"></main>`;
  const isIn = session.operator || seesVideos(session);
  return html`
    <a class="skip" href="#main" onClick=${focusMain}>${text.skip}</a>
    <${Bar} path=${path} session=${session} isIn=${isIn} onLeave=${leave} />
    <main id="main" class="container" tabindex="-1">
      ${isIn ? html`<${View} path=${path} session=${session} />` : html`<${SignIn} onIn=${setSession} />`}
    </main>
  `;
}

// The operator's key alone opens no tenant's videos.
const seesVideos = (session) => session.tenant || !session.needs_key;

function focusMain(event) {
  event.preventDefault();
  document.querySelector("main").focus();
}

function View({ path, session }) {
  if ((path === "/operator" && session.operator) || !seesVideos(session)) return html`<${Operator} />`;
  const video = /^\/videos\/([\w-]+)$/.exec(path);
  if (video) return html`<${VideoPage} key=${video[1]} id=${video[1]} />`;
  return path === "/new" ? html`<${NewVideo} />` : html`<${Library} />`;
}

function Bar({ path, session, isIn, onLeave }) {
  const link = (to, label) =>
    html`<li><a href="#${to}" aria-current=${path === to ? "page" : undefined}>${label}</a></li>`;
  return html`
    <header class="bar">
      <nav class="container" aria-label=${text.navigation}>
        <ul><li><a class="brand" href="#/"><span class="mark" aria-hidden="true"></span>${text.name}</a></li></ul>
        ${isIn && html`<ul>
          ${seesVideos(session) && html`${link("/", text.library.link)} ${link("/new", text.create.link)}`}
          ${session.operator && link("/operator", text.operator.link)}
          ${session.needs_key && html`<li><button class="plain" onClick=${onLeave}>${text.session.leave}</button></li>`}
        </ul>`}
      </nav>
    </header>
  `;
}

render(html`<${Studio} />`, document.getElementById("studio"));
