// The page view: read, mark, decide, and the next page is there at once.

import { ask, byDigit } from "./dialogs.js";
import { startKeys } from "./keys.js";
import { Later, Outbox, Refused, Server, showState } from "./outbox.js";
import { Passages, bringIntoView, highlight } from "./passages.js";

/** A second press this soon after a page appeared was meant for the page before. */
const TOO_SOON_MS = 250;
/** Pages held ready besides the one at hand. */
const AHEAD = 2;
/** Pages that an undo brings back without asking the server. */
const MOST_REMEMBERED = 40;
/** Nobody reads a page for longer without a key, a click or a move: then somebody else may have it. */
const IDLE_MS = 10 * 60 * 1000;

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const meta = (name) => find(`meta[name=${name}]`).content;

const reading = document.getElementById("reading");
const mayDecide = reading.dataset.mayDecide === "yes";
const query = reading.dataset.query;
const user = meta("user");
const server = new Server({ user, csrf: meta("csrf-token") });
const markup = window.trustedTypes?.createPolicy("hypecheck", { createHTML: (html) => html }) ?? { createHTML: (html) => html };

/** What is at hand: the page, and what was marked in it. */
let page = null;
let passages = null;
let atHand = null;
let draft = null;
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
  page = readPage();
  document.title = `${page.name} · hypecheck`;
  const text = find(".text", page.piece);
  passages = new Passages(text);
  page.marks = JSON.parse(text.dataset.marks).map(([kind, start, end, about]) => ({ kind, start, end, about }));
  page.sentences = JSON.parse(text.dataset.sentences);
  page.spots = spotsOf(page.piece);
  atHand = null;
  spent = 0;
  shownAt = performance.now();
  delete document.body.dataset.lit;
  for (const link of all("a.url", page.piece)) link.target = "_blank";
  restoreSwitches();
  readDraft();
  showAtHand();
  for (const button of all("#bar .choice")) button.classList.toggle("as-scored", button.dataset.decision === page.band);
  keys.show();
}

function show(item, { push = true } = {}) {
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
  const without = [page?.id, ...ahead.map((item) => item.page), ...waiting.map(({ about }) => about.page)];
  const known = [...new Set(without)].filter((id) => id > 0).slice(0, 50);
  const answer = await server.post("/leases/next", { query, without: known, count: AHEAD - ahead.length });
  for (const id of answer.pages) ahead.push(await fetchPiece(id));
  tellLeft(answer.left);
  return answer.pages.length > 0;
}

async function next() {
  page = null;
  for (let pause = 500; !ahead.length; pause = Math.min(2 * pause, 5000)) {
    try {
      if (!(await fill()) && !ahead.length) return showNothingLeft();
    } catch (error) {
      tell(error instanceof Refused ? error.message : "Waiting for the server; what you decided is kept in this browser.");
      if (error instanceof Refused) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  show(ahead.shift());
  fillQuietly();
  return undefined;
}

function fillQuietly() {
  if (mayDecide) fill().catch(() => {}); // asked for again when the next page is wanted
}

function showNothingLeft() {
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
  if (!page || performance.now() - shownAt < TOO_SOON_MS) return;
  const judged = decision === "balanced" || decision === "mixed" || decision === "commercial";
  if (judged && page.band && decision !== page.band && reason === null) {
    reason = await askReason(decision);
    if (reason === null) return;
  }
  keep(decision, { reason });
}

function keep(decision, { reason = null, also = [] } = {}) {
  const body = {
    assessment_id: page.assessment,
    decision,
    reason,
    note: draft.note || null,
    marks: draft.marks,
    spent_s: Math.round(timeSpent() / 100) / 10,
    settles: page.settles && decision !== "skip",
    also,
  };
  const label = find(`#bar [data-decision="${decision}"]`).firstChild.nextSibling.data.trim();
  outbox.add(body, { page: page.id, name: page.name, label });
  localStorage.removeItem(draftPlace());
  tell(`${label}: ${page.name}${also.length ? ` and ${also.length} near duplicates` : ""}.`);
  tellLeft(left - 1 - also.length);
  const done = new Set(also);
  ahead = ahead.filter((item) => !done.has(item.page));
  next();
}

function confirmBand() {
  if (page?.band) decide(page.band);
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
  if (page) ahead.unshift({ page: page.id, html: remembered.get(page.id) });
  outbox.undo(record);
  localStorage.setItem(`hypecheck.draft.${user}.${record.body.assessment_id}`, JSON.stringify(record.body));
  show(item);
  tellLeft(left + 1 + (record.body.also?.length ?? 0));
  tell(`Undone: ${label}, ${name}.`);
}

function askReason(decision) {
  const dialog = document.getElementById("override");
  const typed = document.getElementById("typed-reason");
  const name = (band) => band[0].toUpperCase() + band.slice(1);
  document.getElementById("override-text").textContent = `Scored ${name(page.band)}, you say ${name(decision)}.`;
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

// Near duplicates

async function decideCluster() {
  const rows = page ? all(".cluster li", page.piece) : [];
  if (rows.length < 2) {
    tell("This page has no near duplicates.");
    return;
  }
  const dialog = document.getElementById("cluster");
  const chosen = await ask(dialog, (done, signal) => {
    const boxes = listCluster(find(".cluster-rows", dialog), rows);
    let decision = null;
    const ticked = () => boxes.filter(({ checked, disabled }) => checked && !disabled).map(({ value }) => Number(value));
    const preview = () => {
      const count = ticked().length;
      const label = decision?.replaceAll("_", " ");
      find("#cluster-preview").textContent = decision
        ? `“${label}” will be kept for this page and ${count} ${count === 1 ? "other" : "others"}.`
        : "Choose a decision.";
      find("#cluster-apply").disabled = !decision;
      for (const button of all(".choice", dialog)) {
        button.setAttribute("aria-pressed", String(button.dataset.decision === decision));
      }
    };
    const choose = (name) => {
      decision = name;
      preview();
      find("#cluster-apply").focus();
    };
    for (const button of all(".choice", dialog)) {
      button.addEventListener("click", () => choose(button.dataset.decision), { signal });
    }
    for (const button of all("[data-tick]", dialog)) {
      const wanted = { all: () => true, none: () => false, open: (box) => box.dataset.decided === "no" };
      const tick = () => {
        for (const box of boxes) if (!box.disabled) box.checked = wanted[button.dataset.tick](box);
        preview();
      };
      button.addEventListener("click", tick, { signal });
    }
    dialog.addEventListener("change", preview, { signal });
    dialog.addEventListener(
      "keydown",
      (event) => {
        const name = all(".choice", dialog).map(({ dataset }) => dataset.decision).find((each) => keys.keyOf(each) === event.key);
        if (!name) return;
        event.preventDefault();
        choose(name);
      },
      { signal },
    );
    find("#cluster-apply").addEventListener("click", () => done({ decision, also: ticked() }), { signal });
    preview();
  });
  if (!chosen) return;
  const overrides = page.band && chosen.decision !== page.band && chosen.decision !== "not_an_article";
  const reason = overrides ? await askReason(chosen.decision) : null;
  if (overrides && reason === null) return;
  keep(chosen.decision, { reason, also: chosen.also });
}

function listCluster(list, rows) {
  const boxes = rows.map((row) => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = row.dataset.page;
    box.dataset.decided = row.dataset.decided;
    box.disabled = Number(row.dataset.page) === page.id;
    box.checked = box.disabled || row.dataset.decided === "no";
    const words = document.createElement("span");
    const site = document.createElement("b");
    site.textContent = find("a", row).textContent;
    const [state, title] = [".near-state", ".near-title"].map((part) => find(part, row).textContent.replace(/\s+/g, " ").trim());
    words.append(site, ` ${title}`, document.createElement("br"), `${state}${box.disabled ? ", this page" : ""}`);
    const label = document.createElement("label");
    label.append(box, words);
    const item = document.createElement("li");
    item.append(label);
    list.append(item);
    return box;
  });
  list.replaceChildren(...boxes.map((box) => box.closest("li")));
  return boxes;
}

// Marks

function isShown({ kind }) {
  const layer = { limitation: "limit", "selling word": "sell" }[kind] ?? kind;
  return document.getElementById(`show-${layer}`)?.checked ?? true;
}

function stepMark(by) {
  if (!page) return;
  const marks = page.marks.filter(isShown);
  if (!marks.length) return;
  const at = atHand ? marks.findIndex((mark) => mark === atHand) : -1;
  const from = at === -1 && by < 0 ? marks.length : at;
  takeInHand(marks[(from + by + marks.length) % marks.length]);
}

function takeInHand(mark) {
  atHand = mark;
  getSelection().removeAllRanges();
  const range = passages.rangeOf(mark.start, mark.end);
  if (range) bringIntoView(range, { below: barHeight() });
  showAtHand();
}

function stepSentence(by) {
  if (!page?.sentences.length) return;
  const selected = selectedPlace();
  const start = selected?.[0] ?? atHand?.start ?? -1;
  const at = page.sentences.findLastIndex(([from]) => from <= start);
  const to = selected || by < 0 ? at + by : Math.max(0, at);
  const [from, end] = page.sentences[Math.min(page.sentences.length - 1, Math.max(0, to))];
  const range = passages.rangeOf(from, end);
  if (!range) return;
  atHand = null;
  getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  bringIntoView(range, { below: barHeight() });
}

function selectedPlace() {
  const selection = getSelection();
  if (!page || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const article = find(".text article", page.piece);
  return article && range.intersectsNode(article) ? passages.placeOf(range) : null;
}

async function addMissed() {
  const place = selectedPlace();
  if (!place) {
    tell("Select the passage first: with the pointer, or sentence by sentence with the keys.");
    return;
  }
  const [start, end] = place;
  const text = passages.wordsAt(start, end);
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

function markWrong() {
  if (!atHand) {
    tell("Step to a mark first, or click it.");
    return;
  }
  const { kind, start, end } = atHand;
  addMark({ wrong: true, kind, start, end, text: passages.wordsAt(start, end) });
}

/** Add a mark of one's own; the same once more takes it away. */
function addMark(mark) {
  const same = (each) => ["wrong", "kind", "start", "end"].every((name) => each[name] === mark[name]);
  const there = draft.marks.some(same);
  draft.marks = there ? draft.marks.filter((each) => !same(each)) : [...draft.marks, mark];
  tell(`${there ? "No longer marked" : "Marked"}: ${mark.wrong ? "wrong" : "missed"} ${mark.kind}.`);
  keepDraft();
  showAtHand();
}

function showAtHand() {
  if (!mayDecide) return;
  const strip = document.getElementById("at-hand");
  const tools = document.getElementById("at-hand-tools");
  const place = selectedPlace();
  const range = atHand && passages.rangeOf(atHand.start, atHand.end);
  highlight("here", range ? [range] : []);
  const ranges = (wrong) => draft.marks.filter((mark) => mark.wrong === wrong).map(({ start, end }) => passages.rangeOf(start, end));
  highlight("missed", ranges(false));
  highlight("wrong", ranges(true));
  strip.hidden = !place && !atHand;
  if (place) {
    find("#at-hand-text").textContent = `Selected: ${passages.wordsAt(...place).slice(0, 300)}`;
    tools.replaceChildren(makeButton("Missed", "missed", addMissed));
  } else if (atHand) {
    const { kind, about, start, end } = atHand;
    find("#at-hand-text").textContent = `${kind}: ${about}. ${passages.wordsAt(start, end).slice(0, 300)}`;
    tools.replaceChildren(makeButton("Wrong", "wrong", markWrong));
  }
  showOwnMarks();
  keys?.show();
}

function showOwnMarks() {
  const list = document.getElementById("own-marks");
  list.hidden = !draft.marks.length;
  list.replaceChildren(
    ...draft.marks.map((mark) => {
      const item = document.createElement("li");
      const words = document.createElement("q");
      words.textContent = mark.text;
      const away = document.createElement("button");
      away.type = "button";
      away.textContent = "×";
      away.setAttribute("aria-label", `Take away: ${mark.wrong ? "wrong" : "missed"} ${mark.kind}`);
      away.addEventListener("click", () => addMark(mark));
      item.append(`${mark.wrong ? "wrong" : "missed"} ${mark.kind} `, words, away);
      return item;
    }),
  );
}

function makeButton(label, action, act) {
  const button = document.createElement("button");
  button.type = "button";
  const key = document.createElement("kbd");
  key.dataset.keyOf = action;
  button.append(`${label} `, key);
  button.addEventListener("click", act);
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // a selection stays where it is
  return button;
}

// Reasons

/** Return the places behind the reasons, in the order of the reasons. */
function spotsOf(piece) {
  return all(".at", piece)
    .map((element) => ({ element, found: /^r(\d+)-(\d+)$/.exec(element.id) }))
    .filter(({ found }) => found)
    .map(({ element, found }) => ({ element, rank: Number(found[1]), number: Number(found[2]) }))
    .sort((one, other) => one.rank - other.rank || one.number - other.number);
}

function goTo(spot) {
  page.spot = spot;
  document.body.dataset.lit = `r${spot.rank}`;
  all(".reason", page.piece).forEach((item, index) => {
    if (index + 1 === spot.rank) item.dataset.lit = "yes";
    else delete item.dataset.lit;
  });
  bringIntoView(spot.element.nextElementSibling ?? spot.element, { below: barHeight() });
  const reason = all(".reason", page.piece)[spot.rank - 1];
  reason?.scrollIntoView({ block: "nearest" });
  tell(find("p", reason)?.textContent ?? "");
}

function stepReason(by) {
  const spots = page?.spots ?? [];
  if (!spots.length) return;
  const at = spots.indexOf(page.spot);
  goTo(spots[((at === -1 && by < 0 ? 0 : at) + by + spots.length) % spots.length]);
}

reading.addEventListener("click", (event) => {
  if (!page) return; // the next one is on its way
  const link = event.target.closest("a[href^='#']");
  if (link) {
    event.preventDefault();
    follow(link.hash.slice(1));
    return;
  }
  if (event.target.closest("#open-cluster")) decideCluster();
  const words = event.target.closest(".text [data-at]");
  if (words && getSelection().isCollapsed) {
    const at = Number(words.dataset.at);
    const over = page.marks.filter((mark) => mark.start <= at && at < mark.end && isShown(mark));
    const smallest = over.sort((one, other) => one.end - one.start - (other.end - other.start))[0];
    atHand = smallest ?? null;
    showAtHand();
  }
});

function follow(id) {
  const spot = page.spots.find(({ element }) => element.id === id);
  if (spot) {
    goTo(spot);
    return;
  }
  const anchor = document.getElementById(id);
  if (!anchor) return;
  const start = Number(anchor.parentElement.querySelector(`#${CSS.escape(id)} ~ * [data-at], #${CSS.escape(id)} ~ [data-at]`)?.dataset.at);
  const kind = { claim: "claim", plug: "plug", finding: "finding" }[id.split("-")[0]];
  const mark = page.marks.find((each) => each.start === start && each.kind === kind);
  if (mark) takeInHand(mark);
  bringIntoView(anchor.nextElementSibling ?? anchor, { below: barHeight() });
}

// Switches

const LAYERS = ["plug", "finding", "claim", "limit", "hedge", "sell"];
const SWITCHES = `hypecheck.switches.${user}`;

function restoreSwitches() {
  const off = new Set((localStorage.getItem(SWITCHES) ?? "").split(" "));
  for (const layer of LAYERS) {
    const box = document.getElementById(`show-${layer}`);
    if (box) box.checked = !off.has(layer);
  }
}

function keepSwitches() {
  // a page without, say, findings has no switch for them: what was chosen before stays chosen
  const off = new Set((localStorage.getItem(SWITCHES) ?? "").split(" "));
  for (const layer of LAYERS) {
    const box = document.getElementById(`show-${layer}`);
    if (box) off[box.checked ? "delete" : "add"](layer);
  }
  localStorage.setItem(SWITCHES, [...off].filter(Boolean).join(" "));
}

function toggle(...layers) {
  const boxes = layers.map((layer) => document.getElementById(`show-${layer}`)).filter(Boolean);
  const on = boxes.some(({ checked }) => checked);
  for (const box of boxes) box.checked = !on;
  keepSwitches();
}

reading.addEventListener("change", (event) => event.target.id?.startsWith("show-") && keepSwitches());

// What is being written

const note = document.getElementById("note");

function draftPlace() {
  return `hypecheck.draft.${user}.${page.assessment}`;
}

function readDraft() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(draftPlace()));
  } catch {
    // a draft that cannot be read is none
  }
  draft = { note: kept?.note ?? "", marks: kept?.marks ?? [] };
  if (!note) return;
  note.value = draft.note;
  showNote(Boolean(draft.note));
}

function keepDraft() {
  if (!page) return;
  if (draft.note || draft.marks.length) localStorage.setItem(draftPlace(), JSON.stringify(draft));
  else localStorage.removeItem(draftPlace());
}

function showNote(shown) {
  document.getElementById("note-field").hidden = !shown;
  document.getElementById("note-button").setAttribute("aria-expanded", String(shown));
}

function writeNote() {
  if (!page) return;
  showNote(true);
  note.focus();
}

note?.addEventListener("input", () => {
  draft.note = note.value;
  keepDraft();
});
note?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    showNote(Boolean(note.value.trim()));
    note.blur();
  }
});

// What is told

let left = NaN;

function tell(words) {
  document.getElementById("told").textContent = words;
}

function tellLeft(count) {
  left = count;
  document.getElementById("left").textContent = count >= 0 ? `${count.toLocaleString("en")} to decide` : "";
}

function barHeight() {
  return document.getElementById("bar")?.offsetHeight ?? 0;
}

function showOutbox(state) {
  showState(document.getElementById("outbox"), state);
  document.getElementById("undo-button").disabled = !outbox?.last();
  if (state.notice) tell(state.notice);
}

function openWaiting() {
  const dialog = document.getElementById("waiting");
  const list = find("ul", dialog);
  const fillList = () => {
    const records = outbox.records().filter(({ state }) => state !== "kept");
    list.replaceChildren(
      ...records.map((record) => {
        const item = document.createElement("li");
        item.append(`${record.about.label}: ${record.about.name}. ${record.error ?? "Waits to be sent."} `);
        if (record.state === "refused") {
          item.append(
            makeButton("Send again", "", () => (outbox.retry(record.key), fillList())),
            " ",
            makeButton("Drop it", "", () => (outbox.drop(record.key), fillList())),
          );
        }
        return item;
      }),
    );
  };
  fillList();
  ask(dialog, () => {});
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
  const own = page && !page.decided && !page.held ? [page.id] : [];
  const pages = [...own, ...ahead.map((item) => item.page)];
  if (!pages.length) return;
  const { lost } = await server.post("/leases/renew", { pages });
  ahead = ahead.filter((item) => !lost.includes(item.page));
  if (page && own.length && lost.includes(page.id)) {
    page.held = "somebody else";
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent = "Your time with this page ran out and somebody else may have it; a decision of yours would be a second one.";
    find(".title", page.piece).append(notice);
  }
}

function release(pages) {
  if (pages.length) server.post("/leases/release", { pages }).catch(() => {}); // they run out by themselves
}

window.addEventListener("pagehide", () => release(ahead.map((item) => item.page)));
window.addEventListener("popstate", async () => {
  const id = Number(/^\/pages\/(\d+)$/.exec(location.pathname)?.[1]);
  if (!id) return;
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
const keys = startKeys(
  {
    live: click("live"),
    copy: click("copy"),
    changes: click("changes"),
    queue: () => {
      if (mayDecide && page) release([page.id]);
      click("to-queue")();
    },
    next_mark: repeats(() => stepMark(1)),
    previous_mark: repeats(() => stepMark(-1)),
    next_reason: repeats(() => stepReason(1)),
    previous_reason: repeats(() => stepReason(-1)),
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
      missed: addMissed,
      wrong: markWrong,
    }),
  },
  user,
);

const first = reading.innerHTML;
open();
remember({ page: page.id, html: first });
if (mayDecide) {
  outbox = new Outbox(server, showOutbox);
  for (const button of all("#bar .choice")) button.addEventListener("click", () => decide(button.dataset.decision));
  document.getElementById("note-button").addEventListener("click", () => (document.getElementById("note-field").hidden ? writeNote() : showNote(false)));
  document.getElementById("undo-button").addEventListener("click", undo);
  document.getElementById("outbox").addEventListener("click", openWaiting);
  document.addEventListener("selectionchange", () => {
    if (!getSelection().isCollapsed) atHand = null;
    showAtHand();
  });
  outbox.flush();
  // decided, and not sent before the browser was closed
  if (outbox.records().some(({ state, about }) => state === "waiting" && about.page === page.id)) next();
  else fillQuietly();
  setInterval(() => renew().catch((error) => error instanceof Later || error instanceof Refused || console.error(error)), (Number(reading.dataset.leaseS) * 1000) / 3);
}
reading.dataset.ready = "yes"; // keys do something from here on
