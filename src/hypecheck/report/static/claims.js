// Filters and sorts the pairs. Without it those on most pages come first.
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
  const contested = document.getElementById("contested");
  const several = document.getElementById("several");

  const byName = (side) => (a, b) => a[side].localeCompare(b[side]) || a.number - b.number;
  const orders = { pages: (a, b) => a.number - b.number, agent: byName("agent"), outcome: byName("outcome") };

  function shows(controls, words) {
    const wanted = new Set(Array.from(controls.querySelectorAll("fieldset :checked"), (box) => box.value));
    const needles = words.split(/\s+/);
    return (row) =>
      row.said.some((certainty) => wanted.has(certainty)) &&
      (!contested.checked || row.contested) &&
      (!several.checked || row.pages > 1) &&
      needles.every((needle) => row.words.includes(needle));
  }

  controlRows(list, rows, shows, orders);
});
