// The near duplicates of the page at hand go in; those that are to be decided with it, and how, come out.

import { all, desk, find } from "./desk.js";
import { ask } from "./dialogs.js";

/** Show them and return `{decision, also}`, or null when nothing is to be decided. */
export function chooseNearDuplicates(rows) {
  const dialog = document.getElementById("cluster");
  return ask(dialog, (done, signal) => {
    const boxes = list(find(".cluster-rows", dialog), rows);
    let decision = null;
    const ticked = () => boxes.filter(({ checked, disabled }) => checked && !disabled).map(({ value }) => Number(value));
    const preview = () => {
      find("#cluster-preview").textContent = decision ? sayWhatWillBe(decision, boxes) : "Choose a decision.";
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
        const pressed = desk.keys.actionOf(event);
        const name = all(".choice", dialog).map(({ dataset }) => dataset.decision).find((each) => each === pressed);
        if (!name) return;
        event.preventDefault();
        choose(name);
      },
      { signal },
    );
    find("#cluster-apply").addEventListener("click", () => done({ decision, also: ticked() }), { signal });
    preview();
  });
}

function sayWhatWillBe(decision, boxes) {
  const others = boxes.filter(({ checked, disabled }) => checked && !disabled);
  const before = others.filter(({ dataset }) => dataset.decided === "yes").length;
  const again = before ? `; ${before} of them ${before === 1 ? "was" : "were"} decided before` : "";
  const count = `${others.length} ${others.length === 1 ? "other" : "others"}`;
  return `“${decision.replaceAll("_", " ")}” will be kept for this page and ${count}${again}.`;
}

function list(place, rows) {
  const boxes = rows.map((row) => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = row.dataset.page;
    box.dataset.decided = row.dataset.decided;
    box.disabled = Number(row.dataset.page) === desk.page.id;
    box.checked = box.disabled || row.dataset.decided === "no";
    const words = document.createElement("span");
    const title = document.createElement("b");
    title.textContent = find("a", row).textContent;
    const [state, site] = [".near-state", ".near-site"].map((part) => find(part, row)?.textContent.replace(/\s+/g, " ").trim() ?? "");
    words.append(title, ` ${site}`, document.createElement("br"), `${state}${box.disabled ? ", this page" : ""}`);
    const label = document.createElement("label");
    label.append(box, words);
    const item = document.createElement("li");
    item.append(label);
    place.append(item);
    return box;
  });
  place.replaceChildren(...boxes.map((box) => box.closest("li")));
  return boxes;
}
