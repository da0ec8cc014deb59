// Kinds of marks are shown or not; this browser remembers which.

import { user } from "./desk.js";

export const LAYERS = ["plug", "finding", "claim", "limit", "hedge", "sell"];
const SWITCHES = `hypecheck.switches.${user}`;

/** Set the switches of a page as they were chosen. */
export function restoreSwitches() {
  const off = new Set((localStorage.getItem(SWITCHES) ?? "").split(" "));
  for (const layer of LAYERS) {
    const box = document.getElementById(`show-${layer}`);
    if (box) box.checked = !off.has(layer);
  }
}

/** Keep how the switches are set. */
export function keepSwitches() {
  // a page without, say, findings has no switch for them: what was chosen before stays chosen
  const off = new Set((localStorage.getItem(SWITCHES) ?? "").split(" "));
  for (const layer of LAYERS) {
    const box = document.getElementById(`show-${layer}`);
    if (box) off[box.checked ? "delete" : "add"](layer);
  }
  localStorage.setItem(SWITCHES, [...off].filter(Boolean).join(" "));
}

/** Switch kinds of marks off, or on where all are off. */
export function toggle(...layers) {
  const boxes = layers.map((layer) => document.getElementById(`show-${layer}`)).filter(Boolean);
  const on = boxes.some(({ checked }) => checked);
  for (const box of boxes) box.checked = !on;
  keepSwitches();
}
