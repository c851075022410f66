import * as React from "react";

const { once, PanelButton, ViewButton, useSender, useArrival, Answer, Band, Radar, Downloads } = window.gatewise;

function Gates({ gates }) {
  return (
    <table className="gw-table">
      <caption className="gw-sr">The gates</caption>
      <thead>
        <tr><th scope="col">Gate</th><th scope="col">Met</th><th scope="col">Result</th></tr>
      </thead>
      <tbody>
        {gates.map((gate) => (
          <tr key={gate.title}>
            <th scope="row">{gate.title}</th>
            <td>{gate.met} of {gate.of}</td>
            <td>
              <i className={`gw-shape gw-${gate.passed ? "met" : gate.word === "open" ? "open" : "not_met"}`} aria-hidden="true" />
              {gate.word}{gate.signed ? ", signed" : ", not signed"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Verdict({ props, callAction }) {
  const { question, live, text, verdict, word, final, meaning, band, robustness, weakest, gates, todo, downloads, buttons } = props;
  const sender = useSender(React, callAction);
  const here = useArrival(React, live, `${word}. ${meaning}`, callAction);
  return (
    <div
      role="group"
      ref={here}
      tabIndex={-1}
      className={`gw-card gw-verdict gw-is-${verdict}`}
      aria-label={final ? "Verdict" : "Where things stand"}
      data-testid="verdict"
      data-question={question}
      data-live={live}
    >
      <p className="gw-over">{final ? "Verdict" : "Where things stand"}</p>
      <h2 className="gw-verdict-word">{word}{!final && <span className="gw-tag">not a verdict yet</span>}</h2>
      <p className="gw-prose">{meaning}</p>
      <Band React={React} band={band} />
      <div>
        {gates.length > 2 && <Radar React={React} gates={gates} />}
        <Gates gates={gates} />
      </div>
      {robustness && (
        <div className="gw-robust">
          <h3 className="gw-sub">How firm is this?</h3>
          <p className="gw-prose">{robustness}</p>
          {weakest.length > 0 && (
            <ul className="gw-lines">
              {weakest.map((weak, i) => (
                <li key={i}>
                  <strong>{weak.element}</strong>{": "}
                  {weak.words ? <span className="gw-words">“{weak.words}”</span> : "set by hand"}
                  <span className="gw-note"> {weak.speaker}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {todo.length > 0 && (
        <div>
          <h3 className="gw-sub">{final ? "First on Monday" : "First on Monday, as it looks so far"}</h3>
          <ol className="gw-todo">
            {todo.map((item, i) => (
              <li key={i}>
                <p className="gw-label">{item.criterion}</p>
                <p className="gw-prose">{item.fix}</p>
                <p className="gw-note">{[item.owner, item.effort].filter(Boolean).join(" · ")}</p>
              </li>
            ))}
          </ol>
          <div className="gw-buttons gw-onward">
            <ViewButton React={React} callAction={callAction} view="plan">The whole plan</ViewButton>
            <ViewButton React={React} callAction={callAction} view="what_if">What if …</ViewButton>
          </div>
        </div>
      )}
      <Downloads React={React} downloads={downloads} />
      {live && text && <p className="gw-lead">{text}</p>}
      {live && buttons.length > 0 && (
        <div className="gw-foot">
          {buttons.map((button) => (
            <button
              key={button.action}
              type="button"
              className="gw-button"
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
    </div>
  );
}

const Stable = once("Verdict", Verdict);
export default <Stable props={props} callAction={callAction} />;
