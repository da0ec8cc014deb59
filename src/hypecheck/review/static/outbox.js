// Decisions go in and are kept in this browser until the server has them: each is sent until it is answered, in order,
// under an id of its own, so that one that arrives twice is kept once.
//
// A record is an entry of its own in localStorage, whose key sorts by time: two tabs never write the same one. It is
// `waiting`, then `kept` with the id of its review (and can be undone), or `refused` with a sentence. `undoing` is sent
// as an undo, and then gone.

const DAY_MS = 24 * 3600 * 1000;
const PATIENCE_MS = 20_000;
const LONGEST_PAUSE_MS = 10_000;
const MOST_KEEPALIVE = 60_000; // browsers let requests outlive their page up to 64 KB

/** The request could not be answered now; it will be sent again. */
export class Later extends Error {}
/** The server has answered, and will not do it. */
export class Refused extends Error {}

/** Posts to the server as the user who is signed in, and finds its way back after a new sign-in. */
export class Server {
  constructor({ user, csrf }) {
    this.user = user;
    this.csrf = csrf;
  }

  /** Send an object and return the answer. Throws Later or Refused. */
  async post(path, body, { renewed = false } = {}) {
    const text = JSON.stringify(body);
    const answer = await this.#fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.csrf },
      body: text,
      keepalive: text.length < MOST_KEEPALIVE,
    });
    if (answer.ok) return answer.json();
    const { error = "The server does not say why.", code = null } = await answer.json().catch(() => ({}));
    if (answer.status === 401) throw new Later("signed out");
    if (answer.status === 403 && code === "csrf" && !renewed) {
      await this.#renew();
      return this.post(path, body, { renewed: true });
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Later("no answer");
    throw new Refused(error);
  }

  /** Return the text behind an address. Throws Later or Refused. */
  async get(path) {
    const answer = await this.#fetch(path, { headers: { Accept: "application/json" } });
    if (answer.ok) return answer.text();
    if (answer.status === 401) throw new Later("signed out");
    if (answer.status >= 500) throw new Later("no answer");
    throw new Refused((await answer.json().catch(() => ({}))).error ?? `The server answered ${answer.status}.`);
  }

  async #renew() {
    const { user, csrf } = JSON.parse(await this.get("/session"));
    if (user !== this.user) throw new Later("somebody else");
    this.csrf = csrf;
  }

  async #fetch(path, options) {
    try {
      return await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE_MS), credentials: "same-origin" });
    } catch {
      throw new Later("no answer");
    }
  }
}

/** Keeps and sends. `onChange` is told `{waiting, refused, problem}` whenever one of them changes. */
export class Outbox {
  #server;
  #onChange;
  #prefix;
  #problem = null;
  #busy = false;
  #timer = null;
  #pause = 500;
  #count = 0;

  constructor(server, onChange) {
    this.#server = server;
    this.#onChange = onChange;
    this.#prefix = `hypecheck.decision.${server.user}.`;
    for (const { key, at, state } of this.records()) {
      if (state === "kept" && Date.now() - at > DAY_MS) localStorage.removeItem(key);
    }
    window.addEventListener("online", () => this.flush());
    window.addEventListener("storage", (event) => event.key?.startsWith(this.#prefix) && this.#tell());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
  }

  /** Return every record, the oldest first. */
  records() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix));
    return keys.sort().map((key) => ({ key, ...read(key) }));
  }

  /** Keep a decision and begin to send it. `about` is what an undo needs to come back to the page. */
  add(body, about) {
    const order = `${Date.now()}-${String(this.#count++).padStart(4, "0")}`;
    const id = crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16))).join("-");
    const key = `${this.#prefix}${order}-${id.slice(0, 4)}`;
    this.#write(key, { state: "waiting", at: Date.now(), body: { ...body, request_id: id }, about });
    this.flush();
  }

  /** Return the newest decision that could be undone, or undefined. */
  last() {
    return this.records().findLast(({ state }) => state === "waiting" || state === "kept");
  }

  /** Take a decision back. */
  undo({ key }) {
    const record = read(key);
    if (!record) return;
    if (record.state === "waiting" && !record.sent) localStorage.removeItem(key);
    else this.#write(key, { ...record, state: "undoing" });
    this.flush();
  }

  /** Send a refused decision once more. */
  retry(key) {
    this.#write(key, { ...read(key), state: "waiting" });
    this.flush();
  }

  /** Give a refused decision up. */
  drop(key) {
    localStorage.removeItem(key);
    this.#tell();
  }

  /** Send what waits, until it is sent or the server does not answer. */
  async flush() {
    clearTimeout(this.#timer);
    this.#tell();
    if (this.#busy) return;
    this.#busy = true;
    try {
      await alone(() => this.#sendAll());
    } finally {
      this.#busy = false;
      this.#tell();
    }
  }

  async #sendAll() {
    for (;;) {
      const next = this.records().find(({ state }) => state === "waiting" || state === "undoing");
      if (!next) break;
      try {
        await this.#send(next);
        this.#problem = null;
        this.#pause = 500;
      } catch (error) {
        if (!(error instanceof Later)) throw error;
        this.#problem = error.message;
        this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
        this.#timer = setTimeout(() => this.flush(), this.#pause);
        break;
      }
    }
  }

  async #send({ key, ...record }) {
    try {
      this.#write(key, { ...record, sent: true });
      const review = record.review ?? (await this.#decide(record)).review;
      const now = read(key); // it may have been undone meanwhile
      if (now?.state !== "undoing") {
        this.#write(key, { ...now, state: "kept", review });
        return;
      }
      await this.#server.post("/undo", { request_id: `${record.body.request_id} undone`, review });
      localStorage.removeItem(key);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const now = read(key);
      if (now?.state === "undoing" && now.review === undefined) localStorage.removeItem(key);
      else this.#write(key, { ...now, state: "refused", error: error.message });
    }
  }

  async #decide({ body }) {
    const answer = await this.#server.post("/decisions", body);
    if (answer.not_applied) this.#onChange({ ...this.state(), notice: answer.not_applied });
    return answer;
  }

  #write(key, record) {
    localStorage.setItem(key, JSON.stringify(record));
    this.#tell();
  }

  /** Return how many wait or were refused, and what keeps them. */
  state() {
    const states = this.records().map(({ state }) => state);
    const count = (...names) => states.filter((state) => names.includes(state)).length;
    return { waiting: count("waiting", "undoing"), refused: count("refused"), problem: this.#problem };
  }

  #tell() {
    this.#onChange(this.state());
  }
}

const PROBLEMS = {
  "no answer": ["no answer", "The server does not answer. They are safe in this browser and sent again until it does."],
  "signed out": ["signed out", "You are signed out. Sign in in another tab; they are safe in this browser and sent then."],
  "somebody else": ["not yours", "Somebody else is signed in here. They are sent when you are."],
};

/** Return a sentence about what keeps decisions from being sent, or "". */
export function explain({ problem }) {
  return problem ? PROBLEMS[problem][1] : "";
}

/** Say in an element what waits; it is hidden when nothing does. */
export function showState(element, { waiting, refused, problem }) {
  const parts = [];
  if (waiting) parts.push(problem ? `${waiting} waiting: ${PROBLEMS[problem][0]}` : `${waiting} on the way`);
  if (refused) parts.push(`${refused} not taken`);
  element.hidden = !parts.length;
  element.classList.toggle("stopped", refused > 0);
  element.classList.toggle("waiting", !refused && problem !== null);
  element.textContent = parts.join(", ");
  element.title = explain({ problem });
}

/** Do something while no other tab of this browser does it, where the browser can tell. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("hypecheck.outbox", work) : work();
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
