import { html } from "../vendor/preact.js";
import { text } from "../messages.js";

export function Operator() {
  return html`<h1>${text.operator.title}</h1><p>${text.operator.absent}</p>`;
}
