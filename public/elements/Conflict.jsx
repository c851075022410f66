import * as React from "react";

const { once, PanelButton, useSender, useArrival, when, Answer } = window.gatewise;

const WAYS = [
  ["evidenced", "It holds today"],
  ["refuted", "It does not hold"],
];

function Conflict({ props, callAction }) {
  const { question, live, text, element, sides } = props;
  const sender = useSender(React, callAction);
  const here = useArrival(React, live, text, callAction);
  const settle = (choice) =>
    sender.send("click", { question, action: "accept", changes: [{ element, choice, reason: "" }] }, choice);
  const later = () => sender.send("click", { question, action: "later" }, "later");
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
      className={live ? "gw-card gw-conflict-card" : "gw-card gw-past"}
      aria-label="Statements that do not go together"
      data-testid="conflict"
      data-question={question}
      data-live={live}
    >
      <h2 className="gw-title gw-shaped"><i className="gw-shape gw-conflict" aria-hidden="true" /><span>This does not go together</span></h2>
      <p className="gw-lead">{text}</p>
      <ul className="gw-sides">
        {sides.map((side, i) => (
          <li key={i} className="gw-side">
            <p className="gw-label">
              <i className={`gw-shape gw-${side.state}`} aria-hidden="true" />{side.word}
            </p>
            <p className="gw-words">{side.words ? `“${side.words}”` : "set by hand"}</p>
            <p className="gw-note">{side.where || `${side.speaker}, ${when(side.at)}`}</p>
          </li>
        ))}
      </ul>
      {live && (
        <>
          <div className="gw-buttons">
            {WAYS.map(([choice, label]) => (
              <button key={choice} {...state(choice)} className="gw-button" onClick={() => settle(choice)}>
                <i className={`gw-shape gw-${choice}`} aria-hidden="true" />{label}
              </button>
            ))}
            <button {...state("later")} className="gw-button gw-quiet" onClick={later}>Leave it open</button>
            <PanelButton React={React} callAction={callAction} />
          </div>
          <p className="gw-hint">or say in your own words how it is</p>
          <Answer React={React} sender={sender} />
        </>
      )}
    </div>
  );
}

const Stable = once("Conflict", Conflict);
export default <Stable props={props} callAction={callAction} />;
