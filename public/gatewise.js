/* What the elements of the page share. Nothing is stored, nothing is fetched, no text becomes markup. */
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

  // --- sending --------------------------------------------------------------------------------------

  const FAILED = "That did not get through. Check the connection and try again.";
  const SIGNED_OUT = "This page is no longer signed in. Reload it, then try again.";

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
      const withEvent = name === "click" || name === "set" ? { event: unsent.current.event, ...payload } : payload;
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

  /** Documents to be had; only from this server. */
  const Downloads = ({ React, downloads }) => {
    const h = React.createElement;
    const own = downloads.filter(({ href }) => /^\/(?![/\\])/.test(href));
    if (!own.length) return null;
    return h(
      "p",
      { className: "gw-downloads" },
      h("span", null, "Download"),
      own.map(({ label, href }) => h("a", { key: href, href, download: "", className: "gw-button gw-quiet" }, label)),
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

  /** The button that opens the panel, wherever it is not open. */
  const PanelButton = ({ React, callAction }) => {
    const { open, show } = usePanel(React, false, callAction);
    const props = { type: "button", className: "gw-button gw-quiet gw-panel-button", "data-action": "panel", onClick: show };
    return open ? null : React.createElement("button", props, "Checklist");
  };

  // The server may have been started again since, and then knows nothing of a panel that is open.
  window.addEventListener("message", ({ source, data }) => {
    if (source === window && data === "gatewise:resumed" && panel.open && panel.ask) panel.ask();
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
    ["#side-view-title > button", "Close the checklist"],
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
    eventId,
    paragraphs,
    when,
    useSender,
    Answer,
    useChanges,
    Choices,
    Row,
    Band,
    Downloads,
    Prose,
    Cites,
    useArrival,
    useTop,
    usePanel,
    PanelButton,
    useBeingPanel,
  };
})();
