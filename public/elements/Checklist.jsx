import * as React from "react";
import { ChevronRight } from "lucide-react";

const { once, useSender, useChanges, useView, renewViews, paragraphs, when, Answer, Band, Choices, Tabs } = window.gatewise;

const WEIGHTS = { counts: "", proposed: "proposed, does not count yet", superseded: "superseded", dropped: "dropped" };

/** What was said of an element, oldest first; what no longer counts is struck and says so. */
function History({ said }) {
  if (!said.length) return <p className="gw-note">Nothing was said on this yet.</p>;
  return (
    <ol className="gw-history">
      {said.map((entry, i) => (
        <li key={i} className={`gw-entry gw-${entry.weight}`}>
          <p>
            <i className={`gw-shape gw-${entry.state}`} aria-hidden="true" />
            {["superseded", "dropped"].includes(entry.weight) ? <s>{entry.word}</s> : <span>{entry.word}</span>}
            {WEIGHTS[entry.weight] && <span className="gw-tag">{WEIGHTS[entry.weight]}</span>}
          </p>
          {entry.words && <p className={entry.quoted ? "gw-words" : "gw-prose"}>{entry.quoted ? `“${entry.words}”` : entry.words}</p>}
          <p className="gw-note">{[entry.speaker, when(entry.at), entry.source].filter(Boolean).join(" · ")}</p>
        </li>
      ))}
    </ol>
  );
}

function Gap({ gap }) {
  const facts = [
    ["Why it matters", gap.why],
    ["How to close it", gap.fix],
    ["Usually done by", gap.owner],
    ["Takes", gap.effort],
    ["Done when", gap.done],
  ].filter(([, value]) => value);
  return (
    <div className="gw-gap-detail">
      <h4 className="gw-sub">The gap</h4>
      {gap.reasons.length > 0 && <ul className="gw-lines">{gap.reasons.map((reason, i) => <li key={i}>{reason}</li>)}</ul>}
      <dl className="gw-facts gw-stacked">
        {facts.map(([name, value]) => (
          <div key={name}><dt>{name}</dt><dd>{paragraphs(value).map((p, i) => <p key={i}>{p}</p>)}</dd></div>
        ))}
      </dl>
      {gap.cites.length > 0 && (
        <p className="gw-cites"><span>Based on</span> {gap.cites.map((c) => `${c.title} (${c.source})`).join("; ")}</p>
      )}
    </div>
  );
}

/** A criterion, opened: its elements with what was said of them, the gap, and a way to set an element by hand. */
function Opened({ id, version, callAction }) {
  const sender = useSender(React, callAction);
  const [found, setFound] = React.useState(null);
  const changes = useChanges(React, found ? found.elements : []);
  const latest = React.useRef(0);

  const load = async () => {
    const mine = ++latest.current;
    let response = null;
    try {
      const answer = await callAction({ name: "criterion", payload: { criterion: id } });
      if (answer && answer.success !== false) response = answer.response;
    } catch {
      // Said below; what is shown already stays.
    }
    const good = response && response.elements;
    const failed = { failed: (response && response.notice) || "This could not be fetched.", elements: [] };
    if (mine === latest.current) setFound((now) => (good ? response : now || failed));
  };
  React.useEffect(() => {
    load();
  }, [id, version]);

  const save = async () => {
    const list = changes.take();
    if (!list) return;
    const response = await sender.send("set", { changes: list });
    if (!response) return;
    await load();
    if (!response.notice) changes.clear();
  };

  if (!found) return <p className="gw-opened gw-note" role="status">One moment…</p>;
  if (found.failed) {
    return (
      <div className="gw-opened">
        <p className="gw-error">{found.failed}</p>
        <button type="button" className="gw-button gw-quiet" onClick={load}>Try again</button>
      </div>
    );
  }
  return (
    <div className="gw-opened" data-testid="criterion" data-criterion={id}>
      {found.met_when && <p className="gw-statement"><strong>Met when</strong> {found.met_when}</p>}
      <ul className="gw-elements">
        {found.elements.map((row) => (
          <li key={row.element} className={changes.picked[row.element] ? "gw-element gw-changed" : "gw-element"} data-element={row.element}>
            <p className="gw-label gw-shaped">
              <i className={`gw-shape gw-${row.state}`} aria-hidden="true" />
              <span>{row.label} <span className="gw-word">{row.word}</span></span>
            </p>
            <p className="gw-statement">{row.statement}</p>
            <History said={row.said} />
            {found.editable && <Choices React={React} row={row} changes={changes} name={`panel-${id}`} />}
          </li>
        ))}
      </ul>
      {found.editable && changes.changed.length > 0 && (
        <div className="gw-foot">
          <button
            type="button"
            className="gw-button gw-primary"
            data-action="set"
            aria-disabled={sender.busy ? true : undefined}
            aria-busy={!!sender.busy || undefined}
            onClick={save}
          >
            Save
          </button>
          <button type="button" className="gw-button gw-quiet" onClick={changes.clear}>Undo</button>
        </div>
      )}
      <Answer React={React} sender={sender} />
      {found.gap && <Gap gap={found.gap} />}
    </div>
  );
}

function Line({ criterion, open, onToggle, version, callAction }) {
  const line = React.useRef(null);
  React.useEffect(() => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (criterion.at_hand) line.current.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }, [criterion.at_hand]);
  return (
    <li ref={line} className={criterion.at_hand ? "gw-line gw-at-hand" : "gw-line"} data-criterion={criterion.id}>
      <button type="button" className="gw-line-button" aria-expanded={open} onClick={onToggle}>
        <i className={`gw-shape gw-${criterion.rating}`} aria-hidden="true" />
        <span className="gw-line-title">
          {criterion.title}{" "}
          {criterion.must_meet && <span className="gw-tag" title="Has to be met for the gate to pass">must<span className="gw-sr"> be met</span></span>}{" "}
          {criterion.at_hand && <span className="gw-tag gw-now">now</span>}
          <span className="gw-sr">, {criterion.word}</span>
        </span>
        <span className="gw-dots" aria-hidden="true">
          {criterion.elements.map((state, i) => <i key={i} className={`gw-shape gw-${state}`} />)}
        </span>
        <ChevronRight className="gw-chevron" aria-hidden="true" />
      </button>
      {open && <Opened id={criterion.id} version={version} callAction={callAction} />}
    </li>
  );
}

/** What the interview has used of a model's service so far; it stays closed unless somebody wants to know. */
function Cost({ cost }) {
  return (
    <details className="gw-cost" data-testid="cost">
      <summary>
        <ChevronRight className="gw-chevron" aria-hidden="true" />
        <span>Cost so far</span>
        <span className="gw-cost-price">{cost.price}</span>
      </summary>
      <table>
        <thead>
          <tr><td /><th scope="col">Interview</th><th scope="col">Last turn</th></tr>
        </thead>
        <tbody>
          {cost.rows.map((row) => (
            <tr key={row.label}><th scope="row">{row.label}</th><td>{row.whole}</td><td>{row.last}</td></tr>
          ))}
        </tbody>
      </table>
      <p className="gw-note">{cost.note}</p>
    </details>
  );
}

function Checklist({ props, callAction }) {
  const { assessment, pilot, word, final, meaning, band, gates, cost } = props;
  const [opened, setOpened] = React.useState(null);
  const version = React.useMemo(() => ({}), [props]);

  const view = useView(React, "checklist");

  React.useEffect(renewViews, [props]);

  return (
    <>
    <Tabs React={React} of={assessment} />
    {view.on && <section className="gw-checklist" role="tabpanel" aria-label="Checklist" data-testid="checklist">
      <header>
        <h2 className="gw-pilot">{pilot}</h2>
        <p className="gw-standing">
          <strong>{word}</strong>
          {!final && <span className="gw-tag">not a verdict yet</span>}
        </p>
        <Band React={React} band={band} />
        {meaning && <p className="gw-statement">{meaning}</p>}
      </header>
      {gates.map((gate) => (
        <div key={gate.id} role="group" className="gw-gate" aria-label={`${gate.title} gate`} data-gate={gate.id}>
          <h3>
            <span>{gate.title}</span>
            <span className="gw-word">{gate.met} of {gate.of}</span>
            {gate.word !== "open" && <span className={gate.passed ? "gw-tag gw-tag-good" : "gw-tag"}>{gate.word}</span>}
            {gate.signed && <span className="gw-tag">signed</span>}
          </h3>
          <ul>
            {gate.criteria.map((criterion) => (
              <Line
                key={criterion.id}
                criterion={criterion}
                open={opened === criterion.id}
                onToggle={() => setOpened(opened === criterion.id ? null : criterion.id)}
                version={version}
                callAction={callAction}
              />
            ))}
          </ul>
        </div>
      ))}
      {cost && <Cost cost={cost} />}
    </section>}
    </>
  );
}

const Stable = once("Checklist", Checklist);
export default <Stable props={props} callAction={callAction} />;
