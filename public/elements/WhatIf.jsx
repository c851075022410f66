import * as React from "react";

const { once, day, useFound, useView, Band, Waiting } = window.gatewise;

const AHEAD_DAYS = 90;
const AFTER_MS = 250;
const iso = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;

function Result({ asked, chosen }) {
  const found = asked.found;
  return (
    <div className="gw-card gw-would-be" role="status" data-testid="would-be" aria-busy={!found}>
      {asked.failed && <p className="gw-error">{asked.failed}</p>}
      {found && !asked.failed && (
        <>
          <p className="gw-over">It would be</p>
          <p className={`gw-verdict gw-is-${found.verdict}`}><span className="gw-verdict-word">{found.word}</span></p>
          <p className="gw-note">
            {found.moves ? `As things stand it would be “${found.now}”` : "The same as things stand"} ({found.met_now} met), once every gate is signed.
          </p>
          <Band React={React} band={found.band} />
          {found.late.length > 0 && (
            <p className="gw-notice">Reckoned, or set, to be closed only after that day: {found.late.join(", ")}.</p>
          )}
          {found.outdated && <p className="gw-notice">{found.outdated}</p>}
          {chosen && found.left.length > 0 && <p className="gw-note">Still open then: {found.left.join(", ")}.</p>}
        </>
      )}
    </div>
  );
}

function WhatIf({ props, callAction }) {
  const view = useView(React, "what_if");
  const plan = useFound(React, callAction, "plan", {}, view.on, `${props.assessment}-${view.version}`);
  const [closed, setClosed] = React.useState([]);
  const [by, setBy] = React.useState(() => iso(new Date(Date.now() + AHEAD_DAYS * 864e5)));
  const [wanted, setWanted] = React.useState({ close: [], by });
  React.useEffect(() => setClosed([]), [props.assessment]);
  React.useEffect(() => {
    const timer = setTimeout(() => setWanted({ close: closed, by }), AFTER_MS);
    return () => clearTimeout(timer);
  }, [closed, by]);
  const asked = useFound(React, callAction, "what_if", wanted, view.on, `${props.assessment}-${view.version}`);

  if (!view.on) return null;
  if (!plan.found) return <Waiting React={React} asked={plan} />;
  const items = [...plan.found.items.filter((i) => i.heard), ...plan.found.items.filter((i) => !i.heard)];
  const toggle = (criterion) =>
    setClosed((now) => (now.includes(criterion) ? now.filter((c) => c !== criterion) : [...now, criterion]));
  return (
    <section className="gw-checklist" role="tabpanel" aria-label="What if" data-testid="what-if">
      <header>
        <h2 className="gw-pilot">What if</h2>
        <p className="gw-statement">
          {items.length ? "Choose gaps to close by a day, and see what that would come to. Nothing is recorded." : "There are no gaps to close."}
        </p>
      </header>
      <Result asked={asked} chosen={closed.length > 0} />
      {items.length > 0 && (
        <>
          <div className="gw-what-if-when">
            <div className="gw-field">
              <label htmlFor="what-if-by">Closed by</label>
              <input id="what-if-by" type="date" className="gw-input" value={by} onChange={(event) => setBy(event.target.value)} />
            </div>
            <div className="gw-buttons">
              <button type="button" className="gw-button gw-quiet" onClick={() => setClosed(items.map((i) => i.criterion))}>All</button>
              <button type="button" className="gw-button gw-quiet" onClick={() => setClosed([])}>None</button>
            </div>
          </div>
          <fieldset className="gw-what-if-gaps">
            <legend className="gw-sub">Gaps to close, in the order of the plan</legend>
            {items.map((item) => (
              <label key={item.criterion} className="gw-check" data-gap={item.criterion}>
                <input type="checkbox" checked={closed.includes(item.criterion)} onChange={() => toggle(item.criterion)} />
                <span>
                  {item.title} {item.must_meet && <span className="gw-tag">must</span>}
                  <span className="gw-note">{[!item.heard && "to find out first", item.effort, item.due && `by ${day(item.due)}`].filter(Boolean).join(" · ")}</span>
                </span>
              </label>
            ))}
          </fieldset>
        </>
      )}
    </section>
  );
}

const Stable = once("WhatIf", WhatIf);
export default <Stable props={props} callAction={callAction} />;
