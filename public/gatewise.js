/* What the elements of the page share. Nothing is stored, documents alone are fetched, no text becomes markup. */
(() => {
  "use strict";

  // Light or dark as the person has it everywhere, until they choose here.
  if (!localStorage.getItem("vite-ui-theme")) localStorage.setItem("vite-ui-theme", "system");

  // --- components -----------------------------------------------------------------------------------

  // Chainlit evaluates an element's file anew whenever the page changes. A component that is a new function each
  // time would be thrown away with its state and its focus; so each is made once, and the file exports an element.
  const made = new Map();
  const once = (name, component) => {
    if (!made.has(name)) made.set(name, component);
    return made.get(name);
  };

  /** A fresh id for a click; plain http on a network has no crypto.randomUUID. */
  const eventId = () => {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => Math.floor(Math.random() * 16).toString(16));
  };

  const paragraphs = (text) => (text || "").split(/\n\s*\n/).map((p) => p.trim()).filter(Boolean);

  /** A moment, said briefly in the person's own time zone; what is no moment is said as it is. */
  const when = (at) => {
    const moment = /^\d{4}-\d\d-\d\dT/.test(at || "") ? new Date(at) : null;
    if (!moment || Number.isNaN(moment.getTime())) return at || "";
    const thisYear = moment.getFullYear() === new Date().getFullYear();
    const style = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...(thisYear ? {} : { year: "numeric" }) };
    return moment.toLocaleString("en-GB", style);
  };

  /** A day such as 2026-12-31, as a person says it. */
  const day = (iso) => {
    const at = new Date(`${iso}T12:00:00`);
    return Number.isNaN(at.getTime()) ? iso : at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  };

  /** Why a file is too large to be sent; "" where it is not. */
  const tooLarge = ({ name, size }, largest) => {
    const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
    return size > largest ? `${name}: ${mb(size)}: expected ${mb(largest)} at most.` : "";
  };

  /** Sends a file as the body of a request: whether it was taken, what was answered, and what is wrong in it. */
  const sendFile = async (method, href, file) => {
    try {
      const answer = await fetch(href, { method, body: file, credentials: "same-origin" });
      const type = answer.headers.get("content-type") || "";
      const said = type.includes("json") ? await answer.json() : { notice: type.startsWith("text/plain") ? await answer.text() : FAILED };
      return { problems: [], ...said, taken: answer.ok };
    } catch {
      return { taken: false, notice: FAILED, problems: [] };
    }
  };

  // --- sending --------------------------------------------------------------------------------------

  const FAILED = "That did not get through. Check the connection and try again.";
  const SIGNED_OUT = "This page is no longer signed in. Reload it, then try again.";

  /** What changes something, and so must count once. */
  const COUNTED = ["click", "set", "save_plan"];

  /**
   * A hook to send actions: what is under way, what came back, and `send`, which resolves to the response or null.
   * The same thing sent again after a failure carries the same event, so that it counts once.
   */
  const useSender = (React, callAction) => {
    const [state, setState] = React.useState({ busy: "", error: "", notice: "" });
    const flying = React.useRef(false);
    const unsent = React.useRef({ key: "", event: "" });

    const send = async (name, payload, busy) => {
      if (flying.current) return null;
      flying.current = true;
      setState({ busy: busy || name, error: "", notice: "" });
      const key = name + JSON.stringify(payload);
      if (unsent.current.key !== key) unsent.current = { key, event: eventId() };
      const withEvent = COUNTED.includes(name) ? { event: unsent.current.event, ...payload } : payload;
      try {
        if (name === "click") follow();
        const answer = await callAction({ name, payload: withEvent });
        if (!answer || answer.success === false) throw new Error("no answer");
        unsent.current = { key: "", event: "" };
        const response = answer.response || {};
        setState({ busy: "", error: "", notice: response.notice || "" });
        if (response.notice) say(response.notice);
        return response;
      } catch (error) {
        const text = error && (error.status === 401 || error.status === 403) ? SIGNED_OUT : FAILED;
        setState({ busy: "", error: text, notice: "" });
        say(text);
        return null;
      } finally {
        flying.current = false;
        setTimeout(letGo, 800);
      }
    };
    return { ...state, send };
  };

  /** What came back, shown below the buttons. */
  const Answer = ({ React, sender }) =>
    sender.error || sender.notice
      ? React.createElement(
          "p",
          { className: sender.error ? "gw-error" : "gw-notice", "data-testid": "answer" },
          sender.error || sender.notice,
        )
      : null;

  // --- changing elements ----------------------------------------------------------------------------

  const CHOICES = [
    ["evidenced", "holds"],
    ["refuted", "does not hold"],
    ["unknown", "not known"],
    ["not_applicable", "does not apply"],
  ];

  /** A hook for the changes that a person makes to rows before they are sent. */
  const useChanges = (React, rows) => {
    const [picked, setPicked] = React.useState({});
    const [complaint, setComplaint] = React.useState("");
    const by = Object.fromEntries(rows.map((row) => [row.element, row]));
    const changed = Object.keys(picked).filter((element) => by[element] && by[element].state !== picked[element].choice);

    const pick = (element, choice) =>
      setPicked((now) => {
        const next = { ...now };
        if (by[element] && by[element].state === choice) delete next[element];
        else next[element] = { choice, reason: (now[element] || {}).reason || "" };
        return next;
      });
    const reason = (element, text) =>
      setPicked((now) => ({ ...now, [element]: { choice: "not_applicable", reason: text } }));
    const clear = () => setPicked({});

    /** The changes to be sent, or null where a reason is missing, which is then asked for. */
    const take = () => {
      const bare = changed.find((e) => picked[e].choice === "not_applicable" && !picked[e].reason.trim());
      setComplaint(bare || "");
      if (bare) {
        const field = document.querySelector(`[data-reason="${CSS.escape(bare)}"]`);
        if (field) field.focus();
        return null;
      }
      return changed.map((element) => {
        const { choice, reason: why } = picked[element];
        return { element, choice, reason: choice === "not_applicable" ? why.trim() : "" };
      });
    };
    return { picked, changed, complaint, pick, reason, clear, take };
  };

  /** The four states of an element to choose from; native radios, so that the keyboard works as everywhere. */
  const Choices = ({ React, row, changes, name }) => {
    const h = React.createElement;
    const change = changes.picked[row.element];
    const chosen = change ? change.choice : row.state;
    const bare = changes.complaint === row.element && change && !change.reason.trim();
    const field = `${name}-${row.element}`;
    return h(
      "div",
      { className: "gw-change" },
      h(
        "fieldset",
        { className: "gw-choices" },
        h("legend", { className: "gw-sr" }, row.label),
        CHOICES.map(([choice, word]) =>
          h(
            "label",
            { key: choice, className: `gw-choice gw-as-${choice}`, title: word },
            h("input", {
              type: "radio",
              name: field,
              value: choice,
              checked: chosen === choice,
              onChange: () => changes.pick(row.element, choice),
            }),
            h("i", { className: `gw-shape gw-${choice}`, "aria-hidden": true }),
            h("span", null, change || choice !== row.state ? word : row.word || word),
          ),
        ),
      ),
      change && change.choice === "not_applicable"
        ? h(
            "div",
            { className: "gw-field" },
            h("label", { htmlFor: `${field}-reason` }, "Why does it not apply?"),
            h("input", {
              id: `${field}-reason`,
              type: "text",
              className: "gw-input",
              "data-reason": row.element,
              value: change.reason,
              "aria-invalid": bare || undefined,
              "aria-describedby": bare ? `${field}-missing` : undefined,
              autoComplete: "off",
              onChange: (event) => changes.reason(row.element, event.target.value),
            }),
            bare ? h("p", { id: `${field}-missing`, className: "gw-error" }, "Please give a reason.") : null,
          )
        : null,
    );
  };

  /** A row of a card: what it is on, what it rests on, and how it stands; with `changes`, to be changed. */
  const Row = ({ React, row, changes, name }) => {
    const h = React.createElement;
    const changed = changes && changes.picked[row.element];
    return h(
      "li",
      { className: changed ? "gw-row gw-changed" : "gw-row", "data-testid": "row", "data-element": row.element },
      h("i", { className: `gw-shape gw-${changed ? changed.choice : row.state}`, "aria-hidden": true }),
      h(
        "div",
        { className: "gw-row-body" },
        row.criterion ? h("p", { className: "gw-over" }, row.criterion) : null,
        h(
          "p",
          { className: "gw-label" },
          row.label,
          changes && row.state !== "conflict" ? null : h("span", { className: "gw-word" }, row.word),
          changed ? h("span", { className: "gw-tag" }, "changed") : null,
        ),
        row.statement ? h("p", { className: "gw-statement" }, row.statement) : null,
        row.words ? h("p", { className: "gw-words" }, `“${row.words}”`) : null,
        row.sides && row.sides.length
          ? h(
              "ul",
              { className: "gw-sides", "data-testid": "sides" },
              row.sides.map((side, i) =>
                h(
                  "li",
                  { key: i, className: "gw-side" },
                  h(
                    "p",
                    { className: "gw-label" },
                    h("i", { className: `gw-shape gw-${side.state}`, "aria-hidden": true }),
                    side.word,
                  ),
                  h("p", { className: "gw-words" }, side.words ? `“${side.words}”` : "set by hand"),
                  h("p", { className: "gw-note" }, side.where),
                ),
              ),
            )
          : null,
        row.note ? h("p", { className: "gw-note" }, row.note) : null,
        changes ? h(Choices, { React, row, changes, name }) : null,
      ),
    );
  };

  // --- results --------------------------------------------------------------------------------------

  /** How many criteria are met at worst, now and at best, drawn as a bar with the mark, and said in words. */
  const Band = ({ React, band }) => {
    const h = React.createElement;
    const { worst, now, best, mark, applicable } = band;
    const at = (count) => `${applicable ? (100 * Math.min(count, applicable)) / applicable : 0}%`;
    const range = worst === best ? "" : ` At worst it is ${worst}, at best ${best}.`;
    return h(
      "figure",
      { className: "gw-band", "data-testid": "band" },
      h(
        "div",
        { className: "gw-band-bar", "aria-hidden": true },
        h("span", { className: "gw-band-best", style: { width: at(best) } }),
        h("span", { className: "gw-band-now", style: { width: at(now) } }),
        h("span", { className: "gw-band-worst", style: { width: at(worst) } }),
        h("span", { className: "gw-band-mark", style: { left: at(mark) } }, h("b", null, mark)),
      ),
      h(
        "figcaption",
        null,
        h("strong", null, `${now} of ${applicable} met`),
        `, ${mark} ${mark === 1 ? "is" : "are"} needed.${range}`,
      ),
    );
  };

  const RADAR = { width: 360, height: 236, reach: 78 };

  /**
   * The gates as a radar, those of an earlier run dashed below it; a picture of the numbers beside it, so it is hidden
   * from those who listen.
   */
  const Radar = ({ React, gates, earlier }) => {
    const h = React.createElement;
    const turn = (i) => (2 * Math.PI * i) / gates.length - Math.PI / 2;
    const at = (i, share) => [
      RADAR.width / 2 + RADAR.reach * share * Math.cos(turn(i)),
      RADAR.height / 2 + RADAR.reach * share * Math.sin(turn(i)),
    ];
    const share = (gate) => (gate && gate.of ? gate.met / gate.of : 0);
    const ring = (shares) => shares.map((part, i) => at(i, part).map((n) => n.toFixed(1)).join(",")).join(" ");
    const level = (part) => h("polygon", { key: part, className: "gw-radar-ring", points: ring(gates.map(() => part)) });
    const spoke = (_, i) => {
      const [x, y] = at(i, 1);
      return h("line", { key: i, className: "gw-radar-ring", x1: RADAR.width / 2, y1: RADAR.height / 2, x2: x, y2: y });
    };
    const dot = (gate, i) => {
      const [x, y] = at(i, share(gate));
      return h("circle", { key: i, className: "gw-radar-dot", cx: x, cy: y, r: 3.5 });
    };
    const name = (gate, i) => {
      const [x, y] = at(i, 1.16);
      const side = Math.abs(x - RADAR.width / 2) < 12 ? "middle" : x < RADAR.width / 2 ? "end" : "start";
      const title = gate.title.length > 14 ? `${gate.title.slice(0, 13)}…` : gate.title;
      const before = earlier && earlier[i] && earlier[i].met !== gate.met ? `${earlier[i].met} → ` : "";
      return h(
        "text",
        { key: i, className: "gw-radar-name", x, y: y + 9 * Math.sin(turn(i)) - 3, textAnchor: side },
        title,
        h("tspan", { x, dy: 13 }, `${before}${gate.met}/${gate.of}`),
      );
    };
    return h(
      "svg",
      { className: "gw-radar", viewBox: `0 0 ${RADAR.width} ${RADAR.height}`, "aria-hidden": true, "data-testid": "radar" },
      [0.25, 0.5, 0.75, 1].map(level),
      gates.map(spoke),
      h("polygon", { className: "gw-radar-shape", points: ring(gates.map(share)) }),
      earlier && h("polygon", { className: "gw-radar-earlier", points: ring(gates.map((_, i) => share(earlier[i]))) }),
      gates.map(dot),
      gates.map(name),
    );
  };

  // --- documents ------------------------------------------------------------------------------------

  const NOT_MADE = "The document did not get through. Check the connection and try again.";
  const MOMENT_MS = 400;
  const NAMELESS = "?names=no";
  const ours = (href) => /^\/(?![/\\])/.test(href);

  /** The name that the server gives a file. */
  const fileName = (header) => {
    const full = /filename\*=UTF-8''([^;]+)/.exec(header || "");
    const plain = /filename="([^"]*)"/.exec(header || "");
    return full ? decodeURIComponent(full[1]) : plain ? plain[1] : "gatewise";
  };

  /** Fetches a document, tells how much of it is there (0 to 1; null while it is made), and hands it to the browser. */
  const fetchDocument = async (href, tell) => {
    const answer = await fetch(href, { credentials: "same-origin" });
    if (!answer.ok) throw Object.assign(new Error(), { sentence: (await answer.text()).slice(0, 500) });
    const whole = Number(answer.headers.get("content-length"));
    const reader = answer.body.getReader();
    const parts = [];
    for (let there = 0, step = await reader.read(); !step.done; step = await reader.read()) {
      parts.push(step.value);
      there += step.value.length;
      tell(whole ? Math.min(1, there / whole) : null);
    }
    const address = URL.createObjectURL(new Blob(parts, { type: answer.headers.get("content-type") || "" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = fileName(answer.headers.get("content-disposition"));
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    return link.download;
  };

  /** A hook to fetch documents, one at a time: which is under way, how far, and what came of it. */
  const useDownload = (React) => {
    const [state, setState] = React.useState({ busy: "", label: "", slow: false, share: null, error: "", done: "" });
    const flying = React.useRef(false);
    const fetchIt = async (href, label) => {
      if (flying.current) return;
      flying.current = true;
      setState({ busy: href, label, slow: false, share: null, error: "", done: "" });
      const timer = setTimeout(() => {
        setState((now) => ({ ...now, slow: true }));
        say(`Making ${label}`);
      }, MOMENT_MS);
      let [error, done] = ["", ""];
      try {
        done = await fetchDocument(href, (share) => setState((now) => ({ ...now, share })));
        say(`${label} is there: ${done}`);
      } catch (failure) {
        error = failure.sentence || NOT_MADE;
        say(error);
      }
      clearTimeout(timer);
      flying.current = false;
      setState({ busy: "", label, slow: false, share: null, error, done });
    };
    return { ...state, fetchIt };
  };

  /** How far a document is, once that takes longer than a moment; and what went wrong. */
  const Fetched = ({ React, download }) => {
    const h = React.createElement;
    const { busy, slow, share, label, error, done } = download;
    if (error) return h("p", { className: "gw-error", "data-testid": "not-made" }, error);
    if (done) return h("p", { className: "gw-note", "data-testid": "made" }, `${done} is in your downloads.`);
    if (!busy || !slow) return null;
    const words = share === null ? `Making ${label} …` : `Fetching ${label} …`;
    return h(
      "div",
      { className: "gw-fetching", "data-testid": "making" },
      h("p", { className: "gw-note" }, words),
      h("progress", { className: "gw-progress", "aria-label": words, max: 1, ...(share === null ? {} : { value: share }) }),
    );
  };

  /** Documents to be had, by whom they are for; only from this server. */
  const Downloads = ({ React, downloads }) => {
    const h = React.createElement;
    const download = useDownload(React);
    const [nameless, setNameless] = React.useState(false);
    const groups = downloads.map((group) => ({ ...group, items: group.items.filter(({ href }) => ours(href)) }));
    if (!groups.some((group) => group.items.length)) return null;
    const link = ({ label, href, format }) => {
      const address = nameless ? href + NAMELESS : href;
      return h(
        "li",
        { key: href },
        h(
          "a",
          {
            href: address,
            download: "",
            className: "gw-button gw-quiet",
            "data-format": format,
            "aria-busy": download.busy === address || undefined,
            "aria-disabled": download.busy && download.busy !== address ? true : undefined,
            onClick: (event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              download.fetchIt(address, label);
            },
          },
          label,
        ),
      );
    };
    return h(
      "div",
      { className: "gw-downloads", role: "group", "aria-label": "Documents", "data-testid": "downloads" },
      groups.map(({ title, items }) =>
        items.length
          ? h(
              "div",
              { key: title, className: "gw-download-group" },
              h("p", { className: "gw-sub" }, title),
              h("ul", { "aria-label": title }, items.map(link)),
            )
          : null,
      ),
      h(
        "label",
        { className: "gw-check" },
        h("input", {
          type: "checkbox",
          checked: nameless,
          "data-testid": "nameless",
          onChange: (event) => setNameless(event.target.checked),
        }),
        h("span", null, "Name nobody: who said, signed or owns something is left out"),
      ),
      h(Fetched, { React, download }),
    );
  };

  // --- citations ------------------------------------------------------------------------------------

  /** A paragraph in which the marks of citations, [1], stand as small figures. */
  const Prose = ({ React, text }) => {
    const h = React.createElement;
    const parts = text.split(/(\[\d\])/);
    return h(
      "p",
      { className: "gw-prose" },
      parts.map((part, i) => (i % 2 ? h("sup", { key: i, className: "gw-mark" }, part.slice(1, -1)) : part)),
    );
  };

  /** What a text rests on: each title opens the piece itself. */
  const Cites = ({ React, cites, callAction, numbered }) => {
    const h = React.createElement;
    const [open, setOpen] = React.useState("");
    const [read, setRead] = React.useState({});
    const sender = useSender(React, callAction);
    if (!cites.length) return null;
    const toggle = async ({ piece, title }) => {
      if (open === piece) return setOpen("");
      if (!read[piece]) {
        const found = await sender.send("piece", { piece, title }, piece);
        if (!found || !found.text) return undefined;
        setRead((now) => ({ ...now, [piece]: found }));
      }
      return setOpen(piece);
    };
    return h(
      "div",
      { className: "gw-cites" },
      h("p", { className: "gw-cites-lead" }, "Based on"),
      h(
        numbered ? "ol" : "ul",
        null,
        cites.map((cite) =>
          h(
            "li",
            { key: cite.piece, "data-testid": "cite", "data-piece": cite.piece },
            h(
              "button",
              {
                type: "button",
                className: "gw-cite",
                "aria-expanded": open === cite.piece,
                "aria-busy": sender.busy === cite.piece || undefined,
                onClick: () => toggle(cite),
              },
              cite.title,
            ),
            h("span", { className: "gw-source" }, cite.source),
            open === cite.piece
              ? h(
                  "div",
                  { className: "gw-piece", "data-testid": "piece" },
                  paragraphs(read[cite.piece].text).map((p, i) => h("p", { key: i }, p)),
                )
              : null,
          ),
        ),
      ),
      h(Answer, { React, sender }),
    );
  };

  // --- focus and announcements ----------------------------------------------------------------------

  let clicked = false;
  let voice = null;

  /** Says something to whoever listens instead of looking. */
  const say = (text) => {
    if (!voice) {
      voice = document.createElement("div");
      voice.className = "gw-sr";
      voice.setAttribute("role", "status");
      document.body.appendChild(voice);
    }
    voice.textContent = "";
    setTimeout(() => (voice.textContent = text), 50);
  };

  /**
   * A hook for what waits for an answer: says it, and moves the focus to it if the button that led here is gone.
   * Whoever is typing is left alone.
   */
  const useArrival = (React, live, text, callAction) => {
    const ref = React.useRef(null);
    usePanel(React, live, callAction);
    React.useEffect(() => {
      if (!live || !ref.current) return undefined;
      say(text);
      if (cameBack()) hold(ref.current, false);
      const timer = setTimeout(() => {
        const lost = !document.activeElement || document.activeElement === document.body;
        if (clicked && lost && ref.current) ref.current.focus({ preventScroll: true });
        clicked = false;
      }, 120);
      return () => clearTimeout(timer);
    }, [live, text]);
    return ref;
  };

  // --- scrolling ------------------------------------------------------------------------------------

  // Chainlit keeps what follows a typed message in view; for what follows a click we do. What is new is shown from its
  // beginning, and as far as it fits.
  let pressed = null;
  let origin = null;

  const follow = () => {
    clicked = true;
    origin = pressed;
  };
  const letGo = () => {
    origin = null;
  };
  const scrollerOf = (node) => {
    let box = node.parentElement;
    while (box && !(box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY))) {
      box = box.parentElement;
    }
    return box;
  };
  const keepUp = () => {
    if (!origin || !origin.isConnected) return;
    const steps = [...document.querySelectorAll(".step")];
    const fresh = steps.slice(steps.indexOf(origin) + 1);
    const box = fresh.length && scrollerOf(fresh[0]);
    if (!box) return;
    const view = box.getBoundingClientRect();
    const above = fresh[0].getBoundingClientRect().top - view.top - 8;
    const below = fresh[fresh.length - 1].getBoundingClientRect().bottom - view.bottom + 8;
    const move = above < 0 ? above : Math.min(above, Math.max(0, below));
    if (Math.abs(move) > 2) box.scrollTop += move;
  };
  document.addEventListener(
    "click",
    (event) => {
      pressed = event.target.closest ? event.target.closest(".step") : null;
    },
    true,
  );
  for (const move of ["wheel", "touchmove", "pointerdown"]) document.addEventListener(move, letGo, { passive: true, capture: true });

  // On coming back the page opens at what waits for an answer. The elements above it are drawn one after the other and
  // push it down, so it is held in place until all are there, or until the person moves.
  const HELD_MS = 4000;
  let held = null;
  let path = "";
  let cameAt = 0;
  let moved = false;

  const cameBack = () => {
    if (path !== location.pathname) {
      // After a login Chainlit opens an empty page; the server knows what the person was at.
      if (path.endsWith("/login") && !location.pathname.includes("/thread/")) location.replace("/");
      path = location.pathname;
      cameAt = Date.now();
      moved = false;
    }
    return path.includes("/thread/") && !moved && Date.now() - cameAt < HELD_MS;
  };
  const hold = (node, top) => {
    held = { node, top, until: Date.now() + HELD_MS };
    holdOn();
  };
  const holdOn = () => {
    if (!held) return;
    const box = held.node.isConnected && Date.now() < held.until ? scrollerOf(held.node) : null;
    if (!box) {
      if (!held.node.isConnected || Date.now() >= held.until) held = null;
      return;
    }
    const view = box.getBoundingClientRect();
    const it = held.node.getBoundingClientRect();
    const fits = !held.top && it.height < view.height - 24;
    const move = fits ? it.bottom - view.bottom + 24 : it.top - view.top - 16;
    if (Math.abs(move) > 2) box.scrollTop += move;
  };
  for (const move of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(
      move,
      (event) => {
        if (!event.isTrusted) return;
        moved = true;
        held = null;
      },
      { passive: true, capture: true },
    );
  }

  /** A hook for what is to be read from its beginning: the page is scrolled to it when it appears. */
  const useTop = (React, wanted) => {
    const ref = React.useRef(null);
    React.useEffect(() => {
      if (wanted && ref.current) hold(ref.current, true);
    }, [wanted]);
    return ref;
  };

  // --- the views of the panel -----------------------------------------------------------------------

  const VIEWS = [
    ["checklist", "Checklist"],
    ["plan", "Plan"],
    ["what_if", "What if"],
    ["runs", "Runs"],
    ["documents", "Documents"],
  ];
  const views = { active: "checklist", of: null, version: 0, watchers: new Set() };
  const tellViews = () => views.watchers.forEach((watch) => watch({ active: views.active, version: views.version }));
  /** Shows a view, of the assessment that the panel shows now or, without `of`, of the one that it will show next. */
  const showView = (name, of = null) => {
    [views.active, views.of] = [name, of];
    tellViews();
  };
  /** Something has changed: the views that show what they asked for ask again. */
  const renewViews = () => {
    views.version += 1;
    tellViews();
  };

  /** A hook for a view: whether it is the one that is looked at, and a number that grows when something changes. */
  const useView = (React, name) => {
    const [now, setNow] = React.useState({ active: views.active, version: views.version });
    React.useEffect(() => {
      views.watchers.add(setNow);
      setNow({ active: views.active, version: views.version });
      return () => views.watchers.delete(setNow);
    }, []);
    return { on: now.active === name, version: now.version };
  };

  /** What the views are called, to choose from; the arrow keys go from one to the next. */
  const Tabs = ({ React, of }) => {
    const h = React.createElement;
    if (views.of !== of) [views.active, views.of] = [views.of === null ? views.active : "checklist", of];
    useView(React, "");
    const go = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const at = VIEWS.findIndex(([name]) => name === views.active);
      showView(VIEWS[(at + step + VIEWS.length) % VIEWS.length][0], of);
      const next = event.currentTarget.querySelector(`[data-view="${views.active}"]`);
      if (next) next.focus();
    };
    return h(
      "div",
      { className: "gw-tabs", role: "tablist", "aria-label": "Views of the assessment", onKeyDown: go },
      VIEWS.map(([name, label]) =>
        h(
          "button",
          {
            key: name,
            type: "button",
            role: "tab",
            className: "gw-tab",
            "data-view": name,
            "aria-selected": views.active === name,
            tabIndex: views.active === name ? 0 : -1,
            onClick: () => showView(name, of),
          },
          label,
        ),
      ),
    );
  };

  /** A hook for what a view asks the server for while it is looked at: what was found, what failed, and `load`. */
  const useFound = (React, callAction, name, payload, wanted, version) => {
    const [state, setState] = React.useState({ found: null, failed: "" });
    const latest = React.useRef(0);
    const key = JSON.stringify(payload);
    const load = async () => {
      const mine = ++latest.current;
      let response = null;
      try {
        const answer = await callAction({ name, payload });
        if (answer && answer.success !== false) response = answer.response;
      } catch {
        // Said below; what is shown already stays.
      }
      if (mine !== latest.current) return;
      if (response && !response.notice) setState({ found: response, failed: "" });
      else setState((now) => ({ ...now, failed: (response && response.notice) || FAILED }));
    };
    React.useEffect(() => {
      if (wanted) load();
    }, [wanted, version, key]);
    return { ...state, load, put: (found) => setState({ found, failed: "" }) };
  };

  /** What is shown while there is nothing yet. */
  const Waiting = ({ React, asked }) => {
    const h = React.createElement;
    if (!asked.failed) return h("p", { className: "gw-note", role: "status" }, "One moment…");
    return h(
      "div",
      { className: "gw-card" },
      h("p", { className: "gw-error" }, asked.failed),
      h("button", { type: "button", className: "gw-button gw-quiet", onClick: asked.load }, "Try again"),
    );
  };

  // --- the panel ------------------------------------------------------------------------------------

  // On a wide window it opens by itself, unless the person has closed it; on a narrow one it covers the chat and so
  // opens only when asked for.
  const panel = {
    open: false,
    known: false, // what the server takes it for
    shown: 0,
    closedByHand: false,
    asking: false,
    reporting: 0,
    ask: null,
    watchers: new Set(),
  };
  const wide = () => window.matchMedia("(min-width: 1024px)").matches;

  /** A hook for what shows the panel's button: whether the panel is open, and a function that opens it. */
  const usePanel = (React, live, callAction) => {
    const [open, setOpen] = React.useState(panel.open);
    const show = async () => {
      if (panel.asking) return;
      panel.asking = true;
      panel.known = true;
      try {
        await callAction({ name: "panel", payload: {} });
      } catch {
        say(FAILED);
      } finally {
        panel.asking = false;
      }
    };
    panel.ask = show;
    React.useEffect(() => {
      panel.watchers.add(setOpen);
      setOpen(panel.open);
      return () => panel.watchers.delete(setOpen);
    }, []);
    React.useEffect(() => {
      if (live && wide() && !panel.open && !panel.closedByHand) show();
    }, [live, open]);
    return { open, show };
  };

  /** A button that opens the panel at one of its views. */
  const ViewButton = ({ React, callAction, view, children }) => {
    const { open, show } = usePanel(React, false, callAction);
    const go = () => {
      showView(view, open ? views.of : null);
      if (!open) show();
    };
    return React.createElement("button", { type: "button", className: "gw-button gw-quiet", "data-open": view, onClick: go }, children);
  };

  /** The button that opens the panel, wherever it is not open. */
  const PanelButton = ({ React, callAction }) => {
    const { open, show } = usePanel(React, false, callAction);
    const props = { type: "button", className: "gw-button gw-quiet gw-panel-button", "data-action": "panel", onClick: show };
    return open ? null : React.createElement("button", props, "Checklist");
  };

  // The server may have been started again since, and then knows nothing of a panel that is open.
  window.addEventListener("message", ({ source, data }) => {
    if (source !== window || typeof data !== "string") return;
    if (data === "gatewise:resumed" && panel.open && panel.ask) panel.ask();
    const [, view] = /^gatewise:view:(\w+)$/.exec(data) || [];
    if (VIEWS.some(([name]) => name === view)) showView(view, panel.open ? views.of : null);
  });

  // What is sent to a panel opens it, so that one which was closed has to be sent nothing more: the server is told
  // what became of it, once that is settled.
  const report = (callAction, here) => {
    clearTimeout(panel.reporting);
    panel.reporting = setTimeout(() => {
      if (panel.open === panel.known || location.pathname !== here) return;
      panel.known = panel.open;
      callAction({ name: "panel", payload: { open: panel.open } }).catch(() => {});
    }, 100);
  };

  /** A hook for the panel itself: it tells the others that it is there. */
  const useBeingPanel = (React, callAction) =>
    React.useEffect(() => {
      const here = location.pathname;
      // A panel that is sent anew stands there twice for a moment.
      const count = (more) => {
        panel.shown += more;
        panel.open = panel.shown > 0;
        panel.watchers.forEach((watch) => watch(panel.open));
        report(callAction, here);
      };
      panel.closedByHand = false;
      count(1);
      return () => count(-1);
    }, []);

  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest && event.target.closest("#side-view-title button")) panel.closedByHand = true;
    },
    true,
  );

  // On a phone the list of assessments covers the chat: it goes when one has been chosen.
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest && event.target.closest('[data-mobile="true"] a[href*="/thread/"]');
    if (chosen) setTimeout(tapBeside, 50);
  });
  const tapBeside = () => {
    const veil = document.querySelector(".fixed.inset-0[data-state=open]");
    if (!veil) return;
    for (const kind of ["pointerdown", "pointerup", "click"]) {
      veil.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, button: 0 }));
    }
  };

  // Whoever types after pressing a button means to answer.
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const typing = key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    const fields = "input:not([type=radio]), textarea, select, [contenteditable], [role=dialog]";
    const elsewhere = target.closest && target.closest(fields);
    const composer = document.querySelector("#chat-input");
    if (typing && !elsewhere && composer) composer.focus();
  });

  // --- names for Chainlit's nameless controls -------------------------------------------------------

  const NAMES = [
    ["#sidebar-trigger-button", "Show or hide the list of assessments"],
    ["#search-chats-button", "Search assessments"],
    ["#new-chat-button", "New assessment"],
    ["#user-nav-button", "Account"],
    ["#chat-submit", "Send"],
    ["#stop-button", "Stop"],
    ["#upload-button", "Attach files"],
    ["#command-button", "Commands"],
    ["#chat-settings-open-modal", "Settings"],
    ["#side-view-title > button", "Close the panel"],
    ["#thread-options", "Rename or delete this assessment"],
    ["#chat-input", "Your answer"],
    [".command-button", "Command"],
    ["button:has(> .lucide-arrow-down)", "Scroll to the end"],
    ["button:has(> .lucide-eye), button:has(> .lucide-eye-off)", "Show or hide the password"],
  ];
  const named = (node) =>
    node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.title || node.textContent.trim();
  const nameAll = () => {
    for (const [selector, name] of NAMES) {
      for (const node of document.querySelectorAll(selector)) {
        if (!named(node)) node.setAttribute("aria-label", name);
      }
    }
    // Its name points to an id that Chainlit has given away.
    const sheet = document.querySelector('[role="dialog"]:has(> #side-view-content)');
    if (sheet) sheet.setAttribute("aria-labelledby", "side-view-title");
  };

  /** The line to type into has grown with a long answer, and Chainlit leaves it so once that is sent. */
  const shrink = () => {
    const line = document.getElementById("chat-input");
    if (line && !line.value && line.style.height) line.style.height = "";
  };

  let due = false;
  const changed = () => {
    cameBack();
    keepUp();
    holdOn();
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      nameAll();
      shrink();
    }, 100);
  };
  new MutationObserver(changed).observe(document.documentElement, { childList: true, subtree: true });

  window.gatewise = {
    once,
    paragraphs,
    when,
    day,
    tooLarge,
    sendFile,
    useSender,
    Answer,
    useChanges,
    Choices,
    Row,
    Band,
    Radar,
    Downloads,
    Fetched,
    useDownload,
    renewViews,
    useView,
    useFound,
    Tabs,
    Waiting,
    Prose,
    Cites,
    useArrival,
    useTop,
    usePanel,
    PanelButton,
    ViewButton,
    useBeingPanel,
  };
})();
