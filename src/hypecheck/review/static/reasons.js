// The reasons behind the score are followed to their places in the text, and so are the links of the tables.

import { all, barHeight, desk, find, tell } from "./desk.js";
import { takeInHand } from "./marking.js";
import { bringIntoView, scrollWithin } from "./passages.js";

/** Return the places behind the reasons, in the order of the reasons. */
export function spotsOf(piece) {
  return all(".at", piece)
    .map((element) => ({ element, found: /^r(\d+)-(\d+)$/.exec(element.id) }))
    .filter(({ found }) => found)
    .map(({ element, found }) => ({ element, rank: Number(found[1]), number: Number(found[2]) }))
    .sort((one, other) => one.rank - other.rank || one.number - other.number);
}

function goTo(spot) {
  desk.page.spot = spot;
  document.body.dataset.lit = `r${spot.rank}`;
  all(".reason", desk.page.piece).forEach((item, index) => {
    if (index + 1 === spot.rank) item.dataset.lit = "yes";
    else delete item.dataset.lit;
  });
  bringIntoView(spot.element.nextElementSibling ?? spot.element, { below: barHeight() });
  const reason = all(".reason", desk.page.piece)[spot.rank - 1];
  if (!reason) return;
  const words = find("p", reason).textContent;
  const inView = () => scrollWithin(find(".why", desk.page.piece), reason, { below: barHeight() });
  const isRead = inView();
  tell(words, { shown: !isRead });
  // once the head of the page has left the window, the column is higher, and may end above what was just in view
  if (isRead) requestAnimationFrame(() => desk.page?.spot === spot && !inView() && tell(words));
}

/** Go to the next place behind a reason, or the one before. */
export function stepReason(by) {
  const spots = desk.page?.spots ?? [];
  if (!spots.length) return;
  const at = spots.indexOf(desk.page.spot);
  goTo(spots[((at === -1 && by < 0 ? 0 : at) + by + spots.length) % spots.length]);
}

/** Go to the first place behind the next reason. */
export function skipReason() {
  const spots = desk.page?.spots ?? [];
  const rank = desk.page?.spot?.rank ?? 0;
  const spot = spots.find((each) => each.rank > rank) ?? spots[0];
  if (spot) goTo(spot);
}

/** Go to the tables below the article, or from there back to where one was. */
export function toggleTables() {
  const tables = desk.page && find(".tables section", desk.page.piece);
  if (!tables) {
    tell("There are no tables below this page.");
    return;
  }
  const { top } = tables.getBoundingClientRect();
  const { readTo = 0, tablesAt = Infinity } = desk.page;
  if (top < window.innerHeight / 2 || window.scrollY >= tablesAt) {
    window.scrollTo({ top: readTo });
    return;
  }
  find("h2", tables).focus({ preventScroll: true });
  desk.page.readTo = window.scrollY;
  window.scrollBy({ top: top - 16 });
  desk.page.tablesAt = window.scrollY; // short tables end at the foot of the window
}

/** Go to the place in the text that a link of the page names. */
export function follow(id) {
  const spot = desk.page.spots.find(({ element }) => element.id === id);
  if (spot) {
    goTo(spot);
    return;
  }
  const anchor = document.getElementById(id);
  if (!anchor) return;
  if (anchor.matches(".tables section")) {
    toggleTables();
    return;
  }
  const start = Number(anchor.parentElement.querySelector(`#${CSS.escape(id)} ~ * [data-at], #${CSS.escape(id)} ~ [data-at]`)?.dataset.at);
  const kind = { claim: "claim", plug: "plug", finding: "finding" }[id.split("-")[0]];
  const mark = desk.page.marks.find((each) => each.start === start && each.kind === kind);
  if (mark) takeInHand(mark);
  bringIntoView(anchor.nextElementSibling ?? anchor, { below: barHeight() });
}
