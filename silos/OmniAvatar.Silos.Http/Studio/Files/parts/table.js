// A table with a caption, which scrolls sideways on its own where the page is narrow.
import { html } from "../vendor/preact.js";

export const Table = ({ title, columns, rows }) => html`
  <div class="tables" role="region" aria-label=${title} tabindex="0">
    <table>
      <thead><tr>${columns.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table>
  </div>
`;
