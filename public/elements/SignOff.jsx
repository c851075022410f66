import * as React from "react";

const { once, PanelButton, useSender, useChanges, useArrival, Answer, Row } = window.gatewise;

function SignOff({ props, callAction }) {
  const { question, live, gate, text, passes, hurdles, criteria } = props;
  const sender = useSender(React, callAction);
  const changes = useChanges(React, criteria.flatMap((criterion) => criterion.rows));
  const here = useArrival(React, live, text, callAction);
  const [full, setFull] = React.useState(false);
  const changed = changes.changed.length;

  const send = (action, extra) => sender.send("click", { question, action, ...extra }, action);
  const save = () => {
    const list = changes.take();
    if (list) send("change", { changes: list });
  };
  const state = (name) => ({
    type: "button",
    "data-action": name,
    "aria-disabled": sender.busy ? true : undefined,
    "aria-busy": sender.busy === name || undefined,
  });

  return (
    <div
      role="group"
      ref={here}
      tabIndex={-1}
      className={`gw-card gw-signoff ${live ? "" : "gw-past"} ${live && full ? "" : "gw-brief"}`}
      aria-label={`The ${gate} gate, to be signed`}
      data-testid="sign-off"
      data-question={question}
      data-live={live}
    >
      <h2 className="gw-title">{gate} gate</h2>
      <div className={passes ? "gw-result gw-passes" : "gw-result gw-fails"}>
        <p>
          <i className={`gw-shape gw-${passes ? "met" : "not_met"}`} aria-hidden="true" />
          {passes ? "The gate passes." : "The gate does not pass yet."}
        </p>
        {hurdles.length > 0 && <ul>{hurdles.map((hurdle, i) => <li key={i}>{hurdle}</li>)}</ul>}
      </div>
      {live && <p className="gw-lead">{text}</p>}
      {live && (
        <button type="button" className="gw-link" aria-expanded={full} onClick={() => setFull(!full)}>
          {full ? "Hide what each point means" : "Show what each point means"}
        </button>
      )}
      {criteria.map((criterion) => (
        <div key={criterion.title} className="gw-group">
          <h3 className="gw-group-title gw-shaped">
            <i className={`gw-shape gw-${criterion.rating}`} aria-hidden="true" />
            <span>
              {criterion.title}{" "}
              {criterion.must_meet && <span className="gw-tag" title="Has to be met for the gate to pass">must<span className="gw-sr"> be met</span></span>}{" "}
              <span className="gw-word">{criterion.word}</span>
            </span>
          </h3>
          <ul className="gw-rows">
            {criterion.rows.map((row) => (
              <Row key={row.element} React={React} row={row} changes={live ? changes : null} name={question} />
            ))}
          </ul>
        </div>
      ))}
      {live && (
        <div className="gw-foot">
          {changed ? (
            <>
              <button {...state("change")} className="gw-button gw-primary" onClick={save}>Save changes</button>
              <button type="button" className="gw-button gw-quiet" onClick={changes.clear}>Undo them</button>
            </>
          ) : (
            <>
              <button {...state("sign")} className="gw-button gw-primary" onClick={() => send("sign")}>Sign the gate</button>
              <button {...state("later")} className="gw-button gw-quiet" onClick={() => send("later")}>Later</button>
            </>
          )}
          <PanelButton React={React} callAction={callAction} />
        </div>
      )}
      {live && <Answer React={React} sender={sender} />}
    </div>
  );
}

const Stable = once("SignOff", SignOff);
export default <Stable props={props} callAction={callAction} />;
