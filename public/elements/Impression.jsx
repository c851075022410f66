import * as React from "react";

const { once, PanelButton, useSender, useArrival, Answer, Downloads } = window.gatewise;

const RATED = {
  met: "looks sound",
  partial: "partly there",
  not_met: "start here",
  not_applicable: "does not apply",
  open: "still open",
};

function Impression({ props, callAction }) {
  const { question, live, text, items, buttons, downloads } = props;
  const sender = useSender(React, callAction);
  const here = useArrival(React, live, "First impression, not a verdict", callAction);
  return (
    <div
      role="group"
      ref={here}
      tabIndex={-1}
      className={live ? "gw-card" : "gw-card gw-past"}
      aria-label="First impression"
      data-testid="impression"
      data-question={question}
      data-live={live}
    >
      <h2 className="gw-title">First impression <span className="gw-tag">not a verdict</span></h2>
      <ul className="gw-rows">
        {items.map((item, i) => (
          <li key={i} className="gw-row">
            <i className={`gw-shape gw-${item.rating}`} aria-hidden="true" />
            <div className="gw-row-body">
              <p className="gw-label">{item.title}</p>
              <p className="gw-note">{item.words || RATED[item.rating]}</p>
            </div>
          </li>
        ))}
      </ul>
      {live && text && <p className="gw-lead">{text}</p>}
      {live && buttons.length > 0 && (
        <div className="gw-foot">
          {buttons.map((button, i) => (
            <button
              key={button.action}
              type="button"
              className={i === 0 ? "gw-button gw-primary" : "gw-button gw-quiet"}
              data-action={button.action}
              aria-disabled={sender.busy ? true : undefined}
              aria-busy={sender.busy === button.action || undefined}
              onClick={() => sender.send("click", { question, action: button.action }, button.action)}
            >
              {button.label}
            </button>
          ))}
          <PanelButton React={React} callAction={callAction} />
        </div>
      )}
      {live && <Answer React={React} sender={sender} />}
      <Downloads React={React} downloads={downloads} />
    </div>
  );
}

const Stable = once("Impression", Impression);
export default <Stable props={props} callAction={callAction} />;
