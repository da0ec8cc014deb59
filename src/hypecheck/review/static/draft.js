// A note and marks are kept in this browser while they are being written, each with the assessment that they are about.

import { desk, user } from "./desk.js";

const note = document.getElementById("note");

function placeOf(assessment) {
  return `hypecheck.draft.${user}.${assessment}`;
}

/** Put back what was written about an assessment and sent since. */
export function restoreDraft(assessment, written) {
  localStorage.setItem(placeOf(assessment), JSON.stringify(written));
}

/** Forget what was written about the page at hand: it is sent. */
export function dropDraft() {
  localStorage.removeItem(placeOf(desk.page.assessment));
}

/** Take up what was written about the page at hand. */
export function readDraft() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(placeOf(desk.page.assessment)));
  } catch {
    // a draft that cannot be read is none
  }
  desk.draft = { note: kept?.note ?? "", marks: kept?.marks ?? [] };
  if (!note) return;
  note.value = desk.draft.note;
  showNote(Boolean(desk.draft.note));
}

/** Keep what is written about the page at hand. */
export function keepDraft() {
  if (!desk.page) return;
  if (desk.draft.note || desk.draft.marks.length) localStorage.setItem(placeOf(desk.page.assessment), JSON.stringify(desk.draft));
  else dropDraft();
}

function showNote(shown) {
  document.getElementById("note-field").hidden = !shown;
  document.getElementById("note-button").setAttribute("aria-expanded", String(shown));
}

/** Close the field for a note. */
export function closeNote() {
  showNote(false);
}

/** Open the field for a note, or close it. */
export function toggleNote() {
  if (document.getElementById("note-field").hidden) writeNote();
  else showNote(false);
}

/** Open the field for a note and write in it. */
export function writeNote() {
  if (!desk.page) return;
  showNote(true);
  note.focus();
}

note?.addEventListener("input", () => {
  desk.draft.note = note.value;
  keepDraft();
});
note?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    showNote(Boolean(note.value.trim()));
    note.blur();
  }
});
