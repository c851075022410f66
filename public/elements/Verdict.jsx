import * as React from "react";

const { once, PanelButton, useSender, useArrival, Answer, Band, Downloads } = window.gatewise;

const WIDTH = 360;
const HEIGHT = 236;
const REACH = 78;

/** The gates as a radar; a picture of the list beside it, so it is hidden from those who listen. */
function Radar({ gates }) {
  const at = (i, share) => {
    const angle = (2 * Math.PI * i) / gates.length - Math.PI / 2;
    return [WIDTH / 2 + REACH * share * Math.cos(angle), HEIGHT / 2 + REACH * share * Math.sin(angle)];
  };
  const ring = (share) => gates.map((_, i) => at(i, share).map((n) => n.toFixed(1)).join(",")).join(" ");
  const share = (gate) => (gate.of ? gate.met / gate.of : 0);
  const shape = gates.map((gate, i) => at(i, share(gate)).map((n) => n.toFixed(1)).join(",")).join(" ");
  return (
    <svg className="gw-radar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {[0.25, 0.5, 0.75, 1].map((level) => <polygon key={level} className="gw-radar-ring" points={ring(level)} />)}
      {gates.map((_, i) => {
        const [x, y] = at(i, 1);
        return <line key={i} className="gw-radar-ring" x1={WIDTH / 2} y1={HEIGHT / 2} x2={x} y2={y} />;
      })}
      <polygon className="gw-radar-shape" points={shape} />
      {gates.map((gate, i) => {
        const [x, y] = at(i, share(gate));
        return <circle key={i} className="gw-radar-dot" cx={x} cy={y} r="3.5" />;
      })}
      {gates.map((gate, i) => {
        const [x, y] = at(i, 1.16);
        const side = Math.abs(x - WIDTH / 2) < 12 ? "middle" : x < WIDTH / 2 ? "end" : "start";
        const name = gate.title.length > 14 ? `${gate.title.slice(0, 13)}…` : gate.title;
        return (
          <text key={i} className="gw-radar-name" x={x} y={y + 9 * Math.sin((2 * Math.PI * i) / gates.length - Math.PI / 2) - 3} textAnchor={side}>
            {name}
            <tspan x={x} dy="13">{gate.met}/{gate.of}</tspan>
          </text>
        );
      })}
    </svg>
  );
}

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
        {gates.length > 2 && <Radar gates={gates} />}
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
