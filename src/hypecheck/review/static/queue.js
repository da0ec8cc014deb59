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
    after: () => document.getElementById("after")?.click(),
    before: () => document.getElementById("before")?.click(),
    search: () => document.getElementById("words").focus(),
  },
  user,
);

// what was decided before the browser was closed is sent from here too
new Outbox(new Server({ user, csrf: meta("csrf-token") }), (state) => showState(document.getElementById("outbox"), state)).flush();

// A pick with the pointer sorts at once. Arrow keys pass by other values on their way: there a button waits for the last.
const sort = document.getElementById("sort");
const button = document.getElementById("sort-button");
let byPointer = false;
button.hidden = true;
sort.addEventListener("pointerdown", () => (byPointer = true));
sort.addEventListener("keydown", (event) => {
  byPointer = false;
  if (event.key === "Enter" && !button.hidden) sort.form.requestSubmit();
});
sort.addEventListener("change", () => {
  if (byPointer) sort.form.requestSubmit();
  else button.hidden = false;
});
