// The queue by keyboard: from row to row, to the search box, into the first page.

import { startKeys } from "./keys.js";
import { Outbox, Server, showState } from "./outbox.js";

const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
const user = meta("user");
const rows = [...document.querySelectorAll(".rows .page .name")];

function step(by) {
  const at = rows.indexOf(document.activeElement);
  const row = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

startKeys(
  {
    start: () => document.getElementById("start")?.click(),
    next_row: Object.assign(() => step(1), { repeats: true }),
    previous_row: Object.assign(() => step(-1), { repeats: true }),
    search: () => document.getElementById("words").focus(),
  },
  user,
);

// what was decided before the browser was closed is sent from here too
new Outbox(new Server({ user, csrf: meta("csrf-token") }), (state) => showState(document.getElementById("outbox"), state)).flush();

document.getElementById("sort").addEventListener("change", (event) => event.target.form.requestSubmit());
