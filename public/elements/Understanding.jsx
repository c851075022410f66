import * as React from "react";

const { once, PanelButton, useSender, useChanges, useArrival, Answer, Row } = window.gatewise;

function Understanding({ props, callAction }) {
  const { question, live, text, rows } = props;
  const sender = useSender(React, callAction);
  const changes = useChanges(React, rows);
  const here = useArrival(React, live, text, callAction);
  const changed = changes.changed.length;

  const accept = () => {
    const list = changes.take();
    if (list) sender.send("click", { question, action: "accept", changes: list }, "accept");
  };

  return (
    <div
      role="group"
      ref={here}
      tabIndex={-1}
      className={live ? "gw-card" : "gw-card gw-past"}
      aria-label="What I understood"
      data-testid="understanding"
      data-question={question}
      data-live={live}
    >
      <h2 className="gw-title">What I understood</h2>
      {live && <p className="gw-lead">{text}</p>}
      <ul className="gw-rows">
        {rows.map((row) => (
          <Row key={row.element} React={React} row={row} changes={live ? changes : null} name={question} />
        ))}
      </ul>
      {live && (
        <div className="gw-foot">
          <button
            type="button"
            className="gw-button gw-primary"
            data-action="accept"
            aria-disabled={sender.busy ? true : undefined}
            aria-busy={!!sender.busy || undefined}
            onClick={accept}
          >
            {changed ? "Save and go on" : "That's right"}
          </button>
          <span className="gw-hint">or just type what is wrong</span>
          <PanelButton React={React} callAction={callAction} />
        </div>
      )}
      {live && <Answer React={React} sender={sender} />}
    </div>
  );
}

const Stable = once("Understanding", Understanding);
export default <Stable props={props} callAction={callAction} />;
