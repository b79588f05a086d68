// The slots of the pool: which model each has, what it renders, and the button that drains it.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { drainSlot, takeBackSlot } from "../api/operator.js";
import { dateOf, rough } from "../format.js";
import { Notice } from "./notice.js";
import { Table } from "./table.js";

export function SlotTable({ slots, onChange }) {
  const words = text.operator;
  const [failure, setFailure] = useState(null);
  const set = async (slot) => {
    try {
      setFailure(null);
      await (slot.draining ? takeBackSlot : drainSlot)(slot.name);
      onChange();
    } catch (e) {
      setFailure(e);
    }
  };
  if (slots.length === 0) return html`<p>${words.noSlots}</p>`;
  const { name, model, speed, work, since } = words.slot;
  return html`
    <${Notice} failure=${failure} />
    <${Table} title=${words.slots} columns=${[name, model, speed, work, since, ""]} rows=${slots.map((slot) => [
      slot.name,
      slot.model ?? slot.models.join(", "),
      slot.token_steps_per_second === null ? "–" : rough(slot.token_steps_per_second),
      html`<${Work} slot=${slot} />`,
      slot.work ? dateOf(slot.work.since) : "–",
      html`<button class="secondary outline small" onClick=${() => set(slot)}
        aria-label=${(slot.draining ? words.takeBackOf : words.drainOf)(slot.name)}>${slot.draining ? words.takeBack : words.drain}</button>`,
    ])} />
  `;
}

function Work({ slot }) {
  const words = text.operator;
  const work = slot.work;
  return html`
    ${work
      ? html`<strong>${work.tenant}</strong>, <code>${work.video}</code><br />
          ${work.segment === null ? words.conditioning : words.segment(work.shot + 1, work.segment + 1)}
          ${work.phase && html` · ${words.doing(work.phase, work.step)}`}
          ${work.attempt > 1 && html` · ${words.attempt(work.attempt)}`}`
      : words.idle}
    ${slot.draining && html`<br /><strong>${words.draining}</strong>`}
  `;
}
