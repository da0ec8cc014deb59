// Marks and sentences are stepped through, wrong ones marked and missed ones added; what was marked goes into the draft.

import { all, barHeight, desk, find, makeButton, tell } from "./desk.js";
import { ask, byDigit } from "./dialogs.js";
import { keepDraft } from "./draft.js";
import { bringIntoView, highlight } from "./passages.js";

/** Return whether the kind of a mark is switched on. */
export function isShown({ kind }) {
  const layer = { limitation: "limit", "selling word": "sell" }[kind] ?? kind;
  return document.getElementById(`show-${layer}`)?.checked ?? true;
}

/** Take the next mark in hand, or the one before: from the one at hand, or else from what the window shows. */
export function stepMark(by) {
  if (!desk.page) return;
  const marks = desk.page.marks.filter(isShown);
  if (!marks.length) {
    tell(desk.page.marks.length ? "The marks of this page are switched off." : "Nothing is marked on this page.");
    return;
  }
  const at = marks.indexOf(desk.atHand);
  const from = at >= 0 && isInWindow(rangeOf(marks[at])) ? at + by : stepInto(marks.map(rangeOf), by);
  takeInHand(marks[(from + marks.length) % marks.length]);
}

const rangeOf = ({ start, end }) => desk.passages.rangeOf(start, end);

function isInWindow(range) {
  if (!range) return false;
  const { top, bottom } = range.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight - barHeight();
}

/** Return which of some ranges comes next for eyes that rest on the window, or before: whoever has scrolled stays there. */
function stepInto(ranges, by) {
  const below = ranges.findIndex((range) => range && range.getBoundingClientRect().bottom > 0);
  const first = below === -1 ? ranges.length : below;
  return by > 0 ? first % ranges.length : first - 1;
}

/** Show a mark and what it is. */
export function takeInHand(mark) {
  desk.atHand = mark;
  getSelection().removeAllRanges();
  const range = desk.passages.rangeOf(mark.start, mark.end);
  if (range) bringIntoView(range, { below: barHeight() });
  showAtHand();
}

/** Select the next sentence, or the one before; the first is the one at hand, or else one that the window shows. */
export function stepSentence(by) {
  const sentences = desk.page?.sentences ?? [];
  if (!sentences.length) return;
  const selected = selectedPlace();
  const start = selected?.[0] ?? desk.atHand?.start;
  const at = start === undefined ? -1 : sentences.findLastIndex(([from]) => from <= start);
  const ranges = sentences.map(([from, end]) => desk.passages.rangeOf(from, end));
  const isAtHand = isInWindow(ranges[at]);
  const to = isAtHand ? (selected || by < 0 ? at + by : at) : stepInto(ranges, by);
  const range = ranges[Math.min(sentences.length - 1, Math.max(0, to))];
  if (!range) return;
  desk.atHand = null;
  getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  bringIntoView(range, { below: barHeight() });
}

function selectedPlace() {
  const selection = getSelection();
  if (!desk.page || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const article = find(".text article", desk.page.piece);
  return article && range.intersectsNode(article) ? desk.passages.wholeWords(desk.passages.placeOf(range)) : null;
}

/** Ask what was missed in the words that are selected. */
export async function addMissed() {
  const place = selectedPlace();
  if (!place) {
    tell("Select the passage first: with the pointer, or sentence by sentence with the keys.");
    return;
  }
  const [start, end] = place;
  const text = desk.passages.wordsAt(start, end);
  const dialog = document.getElementById("missed");
  document.getElementById("missed-text").textContent = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  const kind = await ask(dialog, (done, signal) => {
    for (const button of all("[data-kind]", dialog)) {
      button.addEventListener("click", () => done(button.dataset.kind), { signal });
    }
    byDigit(dialog, "[data-kind]", signal);
  });
  if (!kind) return;
  getSelection().removeAllRanges();
  addMark({ wrong: false, kind, start, end, text });
}

/** Mark what is at hand as wrong. */
export function markWrong() {
  if (!desk.atHand) {
    tell("Step to a mark first, or click it.");
    return;
  }
  const { kind, start, end } = desk.atHand;
  addMark({ wrong: true, kind, start, end, text: desk.passages.wordsAt(start, end) });
}

/** Add a mark of one's own; the same once more takes it away. */
function addMark(mark) {
  const same = (each) => ["wrong", "kind", "start", "end"].every((name) => each[name] === mark[name]);
  const there = desk.draft.marks.some(same);
  desk.draft.marks = there ? desk.draft.marks.filter((each) => !same(each)) : [...desk.draft.marks, mark];
  tell(`${there ? "No longer marked" : "Marked"}: ${mark.wrong ? "wrong" : "missed"} ${mark.kind}.`);
  keepDraft();
  showAtHand();
}

/** Show what is at hand, and one's own marks. */
export function showAtHand() {
  if (!document.getElementById("bar")) return; // whoever only looks on
  const strip = document.getElementById("at-hand");
  if (!desk.page) {
    strip.hidden = true;
    document.getElementById("own-marks").hidden = true;
    shownMarks = null;
    return;
  }
  const tools = document.getElementById("at-hand-tools");
  const place = selectedPlace();
  const range = desk.atHand && desk.passages.rangeOf(desk.atHand.start, desk.atHand.end);
  highlight("here", range ? [range] : []);
  const ranges = (wrong) => desk.draft.marks.filter((mark) => mark.wrong === wrong).map(({ start, end }) => desk.passages.rangeOf(start, end));
  highlight("missed", ranges(false));
  highlight("wrong", ranges(true));
  strip.hidden = !place && !desk.atHand;
  if (place) {
    find("#at-hand-text").textContent = `Selected: ${desk.passages.wordsAt(...place).slice(0, 300)}`;
    tools.replaceChildren(makeButton("Missed", "missed", addMissed));
  } else if (desk.atHand) {
    const { kind, about, start, end } = desk.atHand;
    find("#at-hand-text").textContent = `${kind}${about === kind ? "" : ` (${about})`}: ${desk.passages.wordsAt(start, end).slice(0, 300)}`;
    tools.replaceChildren(makeButton("Wrong", "wrong", markWrong));
  }
  showOwnMarks();
  desk.keys?.show();
}

let shownMarks = null;

/** Draw one's own marks where they changed: a button drawn anew with each selection loses the focus. */
function showOwnMarks() {
  if (shownMarks === desk.draft.marks) return;
  shownMarks = desk.draft.marks;
  const list = document.getElementById("own-marks");
  list.hidden = !desk.draft.marks.length;
  list.replaceChildren(
    ...desk.draft.marks.map((mark) => {
      const item = document.createElement("li");
      const kind = document.createElement("span");
      kind.textContent = `${mark.wrong ? "wrong" : "missed"} ${mark.kind}`;
      const words = document.createElement("q");
      words.textContent = mark.text;
      const away = document.createElement("button");
      away.type = "button";
      away.textContent = "×";
      away.setAttribute("aria-label", `Take away: ${kind.textContent}`);
      away.addEventListener("click", () => addMark(mark));
      item.append(kind, words, away);
      return item;
    }),
  );
}

