// Key presses go in, the action of each key is done. Keys can be changed and switched off; this browser remembers.

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const NAMES = { " ": "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };

/** Start to listen. `handlers` holds a function for each action that the page's list of keys (#keys) names. */
export function startKeys(handlers, user) {
  const dialog = document.getElementById("keys");
  const rows = [...dialog.querySelectorAll("[data-action]")];
  const off = document.getElementById("keys-off");
  const told = dialog.querySelector(".told");
  const place = `hypecheck.keys.${user}`;
  let kept = read(place);
  let listening = null;

  const keyOf = (row) => kept.keys[row.dataset.action] ?? row.dataset.default;
  const rowOf = (key) => rows.find((row) => keyOf(row) === key);
  const pressedRow = (event) => rowOf(keyIn(event)) ?? rowOf(latinIn(event));
  const nameOf = (key) => NAMES[key] ?? key;

  function show() {
    off.checked = kept.off;
    document.body.classList.toggle("keys-off", kept.off);
    for (const row of rows) row.querySelector("kbd").textContent = nameOf(keyOf(row));
    for (const element of document.querySelectorAll("[data-key-of]")) {
      const row = rows.find((each) => each.dataset.action === element.dataset.keyOf);
      if (row) element.textContent = nameOf(keyOf(row));
    }
  }

  function keep(change) {
    kept = { ...kept, ...change };
    localStorage.setItem(place, JSON.stringify(kept));
    show();
  }

  function listen(row) {
    stopListening();
    listening = row;
    row.querySelector(".key").classList.add("listening");
    told.textContent = `Press the new key of “${labelOf(row)}”, or Escape to leave it.`;
  }

  function stopListening() {
    listening?.querySelector(".key").classList.remove("listening");
    listening = null;
  }

  function take(key) {
    const row = listening;
    const other = rows.find((each) => each !== row && keyOf(each) === key);
    stopListening();
    if (other) {
      told.textContent = `“${nameOf(key)}” is the key of “${labelOf(other)}”; change that one first.`;
      return;
    }
    const same = row.dataset.default === key;
    const { [row.dataset.action]: _, ...rest } = kept.keys;
    keep({ keys: same ? rest : { ...rest, [row.dataset.action]: key } });
    told.textContent = `“${labelOf(row)}” is now “${nameOf(key)}”.`;
  }

  function openHelp() {
    told.textContent = "";
    dialog.showModal();
  }

  for (const row of rows) row.querySelector(".key").addEventListener("click", () => listen(row));
  off.addEventListener("change", () => keep({ off: off.checked }));
  document.getElementById("keys-reset").addEventListener("click", () => {
    keep({ keys: {}, off: false });
    told.textContent = "All keys are as they were.";
  });
  document.getElementById("keys-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", (event) => {
    if (listening) event.preventDefault();
  });
  dialog.addEventListener("keydown", (event) => {
    if (!listening || ["Shift", "Control", "Alt", "Meta", "Tab", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") {
      stopListening();
      told.textContent = "";
    } else take(keyIn(event));
  });
  const help = document.getElementById("help-button");
  help.hidden = false;
  help.addEventListener("click", openHelp);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return; // a dialog had it, which may be closed by now
    if (kept.off || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.(TYPING)) return;
    const row = pressedRow(event);
    if (!row) return;
    event.preventDefault();
    if (event.repeat && !handlers[row.dataset.action]?.repeats) return;
    if (row.dataset.action === "help") openHelp();
    else handlers[row.dataset.action]?.(event);
  });
  show();
  return { show, actionOf: (event) => pressedRow(event)?.dataset.action };
}

/** Return the key that was pressed, without what Caps Lock makes of it. */
function keyIn({ key, shiftKey }) {
  return key.length === 1 && !shiftKey ? key.toLowerCase() : key;
}

/** Return the letter on the key where the keyboard writes another script, or null. */
function latinIn({ key, code, shiftKey }) {
  return /^Key[A-Z]$/.test(code) && !shiftKey && !/^[\x20-\x7e]+$/.test(key) ? code.at(-1).toLowerCase() : null;
}

function labelOf(row) {
  return row.querySelector("span").textContent;
}

function read(place) {
  try {
    const { keys = {}, off = false } = JSON.parse(localStorage.getItem(place)) ?? {};
    return { keys, off };
  } catch {
    return { keys: {}, off: false };
  }
}
