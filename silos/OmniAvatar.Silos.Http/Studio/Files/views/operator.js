// What the operator's key opens: no tenant's videos.
import { html } from "../vendor/preact.js";
import { text } from "../messages.js";

export const Operator = () => html`<h1>${text.operator.title}</h1><p>${text.operator.none}</p>`;
