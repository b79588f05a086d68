// The operator's view of the service: slots, tenants and failures, asked for again while the page is seen.
import { html, useState } from "../vendor/preact.js";
import { text } from "../messages.js";
import { listFailures, listTenants, showPool } from "../api/operator.js";
import { bytes, dateOf, duration, percent, rough } from "../format.js";
import { Notice } from "../parts/notice.js";
import { useRefresh } from "../parts/refresh.js";
import { SlotTable } from "../parts/slotTable.js";
import { Table } from "../parts/table.js";

export function Operator() {
  const words = text.operator;
  const [seen, setSeen] = useState(null);
  const [failure, refresh] = useRefresh(async () => {
    const [pool, tenants, failures] = await Promise.all([showPool(), listTenants(), listFailures()]);
    setSeen({ pool, tenants, failures });
  });
  return html`
    <h1>${words.title}</h1>
    <${Notice} failure=${failure} />
    ${!seen ? html`<p aria-busy=${!failure}></p>` : html`
      <h2>${words.slots}</h2>
      <p>${words.backlog(seen.pool.ready_segments, duration(seen.pool.backlog_gpu_seconds))}</p>
      <${SlotTable} slots=${seen.pool.slots} onChange=${refresh} />
      <${Departures} all=${seen.pool.departures} />
      <h2>${words.tenants}</h2>
      <${Tenants} all=${seen.tenants} />
      <h2>${words.failures}</h2>
      <${Failures} seen=${seen.failures} />`}
  `;
}

const Departures = ({ all }) =>
  all.length > 0 && html`
    <h3>${text.operator.departures}</h3>
    <ul>${all.map((gone) => html`<li>${dateOf(gone.at)}: ${gone.slot}. ${gone.reason}</li>`)}</ul>
  `;

function Tenants({ all }) {
  const { name, weight, waiting, backlog, slots, used, due, stored } = text.operator.tenant;
  const within = (value, limit) => (limit === null ? value : text.operator.of(value, limit));
  return html`<${Table} title=${text.operator.tenants} columns=${[name, weight, waiting, backlog, slots, used, due, stored]} rows=${all.map((one) => [
    one.name,
    rough(one.weight),
    one.ready_segments,
    duration(one.backlog_gpu_seconds),
    within(one.slots, one.slots_limit),
    percent(one.share_used),
    percent(one.share_due),
    within(bytes(one.stored_bytes), one.stored_bytes_limit === null ? null : bytes(one.stored_bytes_limit)),
  ])} />`;
}

function Failures({ seen }) {
  const words = text.operator;
  if (seen.data.length === 0) return html`<p>${words.noFailures}</p>`;
  const { when, tenant, video, model, reason } = words.failure;
  return html`
    <p>${Object.entries(seen.by_kind).map(([kind, n]) => words.count(kind, n)).join(", ")}</p>
    <${Table} title=${words.failures} columns=${[when, tenant, video, model, reason]} rows=${seen.data.map((one) => [
      one.failed_at ? dateOf(one.failed_at) : "–",
      one.tenant,
      html`<code>${one.video}</code>`,
      one.model,
      html`${one.error?.message ?? words.unknown}${one.error?.incident && html`<br /><small>${text.failures.incident(one.error.incident)}</small>`}`,
    ])} />
  `;
}
