// The page of changes by keyboard: back to the page.

import { startKeys } from "./keys.js";

startKeys({ back: () => document.getElementById("back").click() }, document.querySelector("meta[name=user]").content);
