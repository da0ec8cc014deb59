"use strict";
// Filters and sorts the pairs. Without it the page still shows every pair, those on most pages first.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("main ol");
  const rows = Array.from(list.children, (element) => ({
    element,
    number: Number(element.dataset.number),
    pages: Number(element.dataset.pages),
    said: element.dataset.said.split(" "),
    contested: element.dataset.contested === "1",
    agent: element.dataset.agent,
    outcome: element.dataset.outcome,
    words: element.textContent.toLowerCase(),
  }));
  const controls = document.querySelector(".controls");
  const find = document.getElementById("find");
  const sort = document.getElementById("sort");
  const contested = document.getElementById("contested");
  const several = document.getElementById("several");
  const shown = document.getElementById("shown");

  const byName = (side) => (a, b) => a[side].localeCompare(b[side]) || a.number - b.number;
  const orders = { pages: (a, b) => a.number - b.number, agent: byName("agent"), outcome: byName("outcome") };

  function filterRows() {
    const boxes = controls.querySelectorAll("fieldset :checked");
    const wanted = new Set(Array.from(boxes, (box) => box.value));
    const needles = find.value.trim().toLowerCase().split(/\s+/);
    let count = 0;
    for (const row of rows) {
      const show =
        row.said.some((certainty) => wanted.has(certainty)) &&
        (!contested.checked || row.contested) &&
        (!several.checked || row.pages > 1) &&
        needles.every((needle) => row.words.includes(needle));
      row.element.hidden = !show;
      count += show;
    }
    shown.textContent = `${count.toLocaleString()} of ${rows.length.toLocaleString()} shown`;
  }

  let waiting = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filterRows, 120);
  });
  controls.addEventListener("change", filterRows);
  controls.addEventListener("submit", (event) => event.preventDefault());
  sort.addEventListener("change", () => list.append(...rows.sort(orders[sort.value]).map((row) => row.element)));
  // "/" goes to the filter, as in many readers
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select")) {
      event.preventDefault();
      find.focus();
    }
  });
  controls.hidden = false;
  filterRows();
});
