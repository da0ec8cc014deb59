// The page view: read, mark, decide, and the next page is there at once.

import { chooseNearDuplicates } from "./cluster.js";
import { all, desk, find, tell, user } from "./desk.js";
import { ask, byDigit } from "./dialogs.js";
import { closeNote, dropDraft, readDraft, restoreDraft, toggleNote, writeNote } from "./draft.js";
import { startKeys } from "./keys.js";
import { addMissed, isShown, markWrong, showAtHand, stepMark, stepSentence } from "./marking.js";
import { Later, Outbox, Refused, Server, showState } from "./outbox.js";
import { Passages } from "./passages.js";
import { follow, skipReason, spotsOf, stepReason, toggleTables } from "./reasons.js";
import { watchRoom } from "./room.js";
import { LAYERS, keepSwitches, restoreSwitches, toggle } from "./switches.js";
import { openWaiting } from "./waiting.js";

/** A second press this soon after a page appeared was meant for the page before. */
const TOO_SOON_MS = 250;
/** Pages held ready besides the one at hand. */
const AHEAD = 2;
/** Pages that an undo brings back without asking the server. */
const MOST_REMEMBERED = 40;
/** Pages that the server is told of in one request. */
const MOST_AT_ONCE = 50;
/** Nobody reads a page for longer without a key, a click or a move: then somebody else may have it. */
const IDLE_MS = 10 * 60 * 1000;

const reading = document.getElementById("reading");
const mayDecide = reading.dataset.mayDecide === "yes";
const query = reading.dataset.query;
const server = new Server({ user, csrf: find("meta[name=csrf-token]").content });
const markup = window.trustedTypes?.createPolicy("hypecheck", { createHTML: (html) => html }) ?? { createHTML: (html) => html };

/** Counts the pages shown and asked for: what was waited for is not shown over what came meanwhile. */
let turn = 0;
let shownAt = 0;
let spent = 0;
let lastMove = Date.now();

// Pages come and go

const remembered = new Map();
let ahead = [];
let filling = null;

function readPage() {
  const piece = find(".piece", reading);
  const { page: id, assessment, band, name, decided, held, settles } = piece.dataset;
  const flags = { decided: decided === "yes", settles: settles === "yes" };
  return { id: Number(id), assessment: Number(assessment), band, name, held, piece, ...flags };
}

function open() {
  desk.page = readPage();
  document.title = `${desk.page.name} · hypecheck`;
  const text = find(".text", desk.page.piece);
  desk.passages = new Passages(text);
  desk.page.marks = JSON.parse(text.dataset.marks).map(([kind, start, end, about]) => ({ kind, start, end, about }));
  desk.page.sentences = JSON.parse(text.dataset.sentences);
  desk.page.spots = spotsOf(desk.page.piece);
  desk.atHand = null;
  spent = 0;
  shownAt = performance.now();
  delete document.body.dataset.lit;
  for (const link of all("a.url", desk.page.piece)) link.target = "_blank";
  restoreSwitches();
  readDraft();
  showAtHand();
  showChoices();
  desk.keys.show();
}

/** Show which decision is the score's; none can be made while no page is at hand. */
function showChoices() {
  for (const button of all("#bar .choice, #note-button")) {
    button.disabled = !desk.page;
    button.classList.toggle("as-scored", Boolean(desk.page?.band) && button.dataset.decision === desk.page.band);
  }
}

function show(item, { push = true } = {}) {
  turn += 1;
  reading.removeAttribute("aria-busy");
  remember(item);
  const template = document.createElement("template");
  template.innerHTML = markup.createHTML(item.html);
  reading.replaceChildren(template.content);
  if (push) history.pushState({ page: item.page }, "", `/pages/${item.page}${query && `?${query}`}`);
  open();
  window.scrollTo(0, 0);
  find("h1", reading).focus({ preventScroll: true });
}

function remember({ page: id, html }) {
  remembered.delete(id);
  remembered.set(id, html);
  if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value);
}

async function fetchPiece(id) {
  return { page: id, html: await server.get(`/pages/${id}/piece${query && `?${query}`}`) };
}

/** See to it that some pages are held ready; return whether there may be more to come. */
function fill() {
  filling ??= fillNow().finally(() => (filling = null));
  return filling;
}

async function fillNow() {
  if (ahead.length >= AHEAD) return true;
  const waiting = outbox.records().filter(({ state }) => state === "waiting" || state === "undoing");
  const without = [desk.page?.id, ...ahead.map((item) => item.page), ...waiting.flatMap(({ about, body }) => [about.page, ...body.also])];
  const known = [...new Set(without)].filter((id) => id > 0).slice(0, MOST_AT_ONCE);
  const answer = await server.post("/leases/next", { query, without: known, count: AHEAD - ahead.length });
  for (const id of answer.pages) ahead.push(await fetchPiece(id));
  tellLeft(answer.left);
  return answer.pages.length > 0;
}

async function next() {
  turn += 1;
  const asked = turn;
  desk.page = null;
  for (let pause = 500; !ahead.length; pause = Math.min(2 * pause, 5000)) {
    reading.setAttribute("aria-busy", "true");
    showChoices();
    try {
      const isMore = await fill();
      if (asked !== turn) return; // an undo or the way back brought a page meanwhile
      if (!isMore && !ahead.length) {
        showNothingLeft();
        return;
      }
    } catch (error) {
      if (asked !== turn) return;
      tell(error instanceof Refused ? error.message : "Waiting for the server; what you decided is kept in this browser.");
      if (error instanceof Refused) return;
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (asked !== turn) return;
    }
  }
  show(ahead.shift());
  fillQuietly();
}

function fillQuietly() {
  if (mayDecide) fill().catch(() => {}); // asked for again when the next page is wanted
}

/** Return whether the first page was decided in this browser, and is shown since the decision was still on its way.
 *
 * One that the server has by now may be shown to whoever asks for it; as the next of a queue it came too early.
 */
function isDecidedHere() {
  const cameAsNext = location.hash === "#next";
  if (cameAsNext) history.replaceState(history.state, "", location.pathname + location.search);
  return outbox.records().some(({ state, about, body }) => {
    const isLate = state === "waiting" || (state === "kept" && cameAsNext);
    return isLate && (about.page === desk.page.id || body.also.includes(desk.page.id));
  });
}

function showNothingLeft() {
  reading.removeAttribute("aria-busy");
  showChoices();
  showAtHand();
  closeNote();
  const box = document.createElement("div");
  box.className = "piece nothing";
  const title = document.createElement("h1");
  title.tabIndex = -1;
  title.textContent = "Nothing left for you in this queue";
  const back = document.createElement("p");
  const link = document.createElement("a");
  link.href = `/?${query}`;
  link.textContent = "Back to the queue";
  back.append(link);
  box.append(title, back);
  reading.replaceChildren(box);
  title.focus();
  tell("Nothing left for you in this queue.");
}

// Deciding

async function decide(decision, { reason = null } = {}) {
  if (!desk.page || performance.now() - shownAt < TOO_SOON_MS) return;
  const judged = decision === "balanced" || decision === "mixed" || decision === "commercial";
  if (judged && desk.page.band && decision !== desk.page.band && reason === null) {
    const { page } = desk;
    reason = await askReason(decision);
    if (reason === null || desk.page !== page) return;
  }
  keep(decision, { reason });
}

function keep(decision, { reason = null, also = [] } = {}) {
  const body = {
    assessment_id: desk.page.assessment,
    decision,
    reason,
    note: desk.draft.note || null,
    marks: desk.draft.marks,
    spent_s: Math.round(timeSpent() / 100) / 10,
    settles: desk.page.settles && decision !== "skip",
    also,
  };
  const label = find(`#bar [data-decision="${decision}"]`).firstChild.nextSibling.data.trim();
  outbox.add(body, { page: desk.page.id, name: desk.page.name, label });
  dropDraft();
  const others = also.length === 1 ? "1 near duplicate" : `${also.length} near duplicates`;
  tell(`${label}: ${desk.page.name}${also.length ? `, and ${others}` : ""}`);
  tellLeft(left - 1 - also.length);
  const done = new Set(also);
  ahead = ahead.filter((item) => !done.has(item.page));
  next();
}

function confirmBand() {
  if (desk.page?.band) decide(desk.page.band);
  else tell("There is no score to agree with.");
}

async function undo() {
  const record = outbox.last();
  if (!record) return;
  const { page: id, name, label } = record.about;
  let item = { page: id, html: remembered.get(id) };
  try {
    item = item.html ? item : await fetchPiece(id);
  } catch {
    tell("The page cannot be shown now; try again when the server answers.");
    return;
  }
  if (desk.page) ahead.unshift({ page: desk.page.id, html: remembered.get(desk.page.id) });
  outbox.undo(record);
  restoreDraft(record.body.assessment_id, record.body);
  show(item);
  tellLeft(left + 1 + (record.body.also?.length ?? 0));
  tell(`Undone: ${label}: ${name}`);
}

function askReason(decision) {
  const dialog = document.getElementById("override");
  const typed = document.getElementById("typed-reason");
  const name = (band) => band[0].toUpperCase() + band.slice(1);
  document.getElementById("override-text").textContent = `Scored ${name(desk.page.band)}, you say ${name(decision)}.`;
  typed.value = "";
  return ask(dialog, (done, signal) => {
    for (const button of all("[data-reason]", dialog)) {
      button.addEventListener("click", () => done(button.dataset.reason), { signal });
    }
    find("form", dialog).addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        if (typed.value.trim()) done(typed.value.trim());
        else typed.focus();
      },
      { signal },
    );
    byDigit(dialog, "[data-reason]", signal, typed);
  });
}

async function decideCluster() {
  const rows = desk.page ? all(".cluster li", desk.page.piece) : [];
  if (rows.length < 2) {
    tell("This page has no near duplicates.");
    return;
  }
  const { page } = desk;
  const chosen = await chooseNearDuplicates(rows);
  if (!chosen) return;
  const overrides = desk.page.band && chosen.decision !== desk.page.band && chosen.decision !== "not_an_article";
  const reason = overrides ? await askReason(chosen.decision) : null;
  if ((overrides && reason === null) || desk.page !== page) return;
  keep(chosen.decision, { reason, also: chosen.also });
}

// What a click in the text does

reading.addEventListener("click", (event) => {
  if (!desk.page) return; // the next one is on its way
  const link = event.target.closest("a[href^='#']");
  if (link) {
    event.preventDefault();
    follow(link.hash.slice(1));
    return;
  }
  if (event.target.closest(".open-cluster")) decideCluster();
  const words = event.target.closest(".text [data-at]");
  if (words && getSelection().isCollapsed) {
    const at = Number(words.dataset.at);
    const over = desk.page.marks.filter((mark) => mark.start <= at && at < mark.end && isShown(mark));
    const smallest = over.sort((one, other) => one.end - one.start - (other.end - other.start))[0];
    desk.atHand = smallest ?? null;
    showAtHand();
  }
});
reading.addEventListener("change", (event) => event.target.id?.startsWith("show-") && keepSwitches());

// What is told

let left = NaN;

function tellLeft(count) {
  left = count;
  document.getElementById("left").textContent = count >= 0 ? `${count.toLocaleString("en")} to decide` : "";
}

function showOutbox(state) {
  showState(document.getElementById("outbox"), state);
  document.getElementById("undo-button").disabled = !outbox?.last();
  if (state.notice) tell(state.notice);
}

// Time and leases

function timeSpent() {
  return spent + (document.hidden ? 0 : performance.now() - shownAt);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) spent += performance.now() - shownAt;
  shownAt = document.hidden ? shownAt : performance.now();
});
for (const kind of ["keydown", "pointermove", "scroll"]) {
  document.addEventListener(kind, () => (lastMove = Date.now()), { passive: true });
}

async function renew() {
  if (Date.now() - lastMove > IDLE_MS) return;
  const own = desk.page && !desk.page.decided && !desk.page.held ? [desk.page.id] : [];
  const pages = [...own, ...ahead.map((item) => item.page)];
  if (!pages.length) return;
  const lost = [];
  for (const some of inLots(pages)) lost.push(...(await server.post("/leases/renew", { pages: some })).lost);
  ahead = ahead.filter((item) => !lost.includes(item.page));
  if (desk.page && own.length && lost.includes(desk.page.id)) {
    desk.page.held = "somebody else";
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent = "Your time with this page ran out and somebody else may have it; a decision of yours would be a second one.";
    find(".title", desk.page.piece).append(notice);
  }
}

function release(pages) {
  for (const some of inLots(pages)) server.post("/leases/release", { pages: some }).catch(() => {}); // they run out by themselves
}

/** Return pages in lots that the server takes at once: whoever undoes a whole morning has more in hand. */
function inLots(pages) {
  return Array.from({ length: Math.ceil(pages.length / MOST_AT_ONCE) }, (_, lot) => pages.slice(lot * MOST_AT_ONCE, (lot + 1) * MOST_AT_ONCE));
}

window.addEventListener("pagehide", () => release(ahead.map((item) => item.page)));
window.addEventListener("popstate", async () => {
  const id = Number(/^\/pages\/(\d+)$/.exec(location.pathname)?.[1]);
  if (!id || id === desk.page?.id) return; // a link to a place on the page is no way back
  try {
    show(await fetchPiece(id), { push: false });
  } catch {
    location.reload();
  }
});

// All together

const click = (id) => () => document.getElementById(id)?.click();
const repeats = (act) => Object.assign(act, { repeats: true });
let outbox = null;
desk.keys = startKeys(
  {
    live: click("live"),
    copy: click("copy"),
    changes: click("changes"),
    queue: () => {
      if (mayDecide && desk.page) release([desk.page.id]);
      click("to-queue")();
    },
    next_mark: repeats(() => stepMark(1)),
    previous_mark: repeats(() => stepMark(-1)),
    next_reason: repeats(() => stepReason(1)),
    previous_reason: repeats(() => stepReason(-1)),
    skip_reason: repeats(skipReason),
    tables: toggleTables,
    next_sentence: repeats(() => stepSentence(1)),
    previous_sentence: repeats(() => stepSentence(-1)),
    ...Object.fromEntries(LAYERS.map((layer) => [`show_${layer}`, () => toggle(layer)])),
    show_all: () => toggle(...LAYERS),
    ...(mayDecide && {
      ...Object.fromEntries(all("#bar .choice").map(({ dataset }) => [dataset.decision, () => decide(dataset.decision)])),
      confirm: confirmBand,
      cluster: decideCluster,
      note: writeNote,
      undo,
      waiting: () => openWaiting(outbox),
      missed: addMissed,
      wrong: markWrong,
    }),
  },
  user,
);

const first = reading.innerHTML;
watchRoom();
open();
remember({ page: desk.page.id, html: first });
if (mayDecide) {
  outbox = new Outbox(server, showOutbox);
  for (const button of all("#bar .choice")) button.addEventListener("click", () => decide(button.dataset.decision));
  document.getElementById("note-button").addEventListener("click", toggleNote);
  document.getElementById("undo-button").addEventListener("click", undo);
  document.getElementById("outbox").addEventListener("click", () => openWaiting(outbox));
  document.addEventListener("selectionchange", () => {
    if (!getSelection().isCollapsed) desk.atHand = null;
    showAtHand();
  });
  outbox.flush();
  if (isDecidedHere()) next();
  else fillQuietly();
  setInterval(() => renew().catch((error) => error instanceof Later || error instanceof Refused || console.error(error)), (Number(reading.dataset.leaseS) * 1000) / 3);
}
reading.dataset.ready = "yes"; // keys do something from here on
