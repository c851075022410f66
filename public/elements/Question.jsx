import * as React from "react";

const { once, paragraphs, useSender, useArrival, PanelButton, Answer } = window.gatewise;

function Place({ place, followUp, live }) {
  return (
    <div className="gw-place">
      <p>
        {place.gate && <span className="gw-place-gate">{place.gate}</span>}
        {place.number && <span>{place.number} of {place.total}</span>}
        {place.criterion && <strong>{place.criterion}</strong>}
        {followUp && <span className="gw-tag">follow-up</span>}
        {live && <span className="gw-place-count">{place.settled} settled, {place.met} met</span>}
      </p>
      {live && (
        <div
          className="gw-progress"
          role="progressbar"
          aria-label={`${place.settled} of ${place.total} criteria settled`}
          aria-valuemin={0}
          aria-valuemax={place.total}
          aria-valuenow={place.settled}
        >
          <div style={{ width: `${place.total ? (100 * place.settled) / place.total : 0}%` }} />
        </div>
      )}
    </div>
  );
}

function Reason({ button, id, onSend, onCancel }) {
  const [text, setText] = React.useState("");
  const field = React.useRef(null);
  React.useEffect(() => field.current.focus(), []);
  const onKeyDown = (event) => {
    if (event.key === "Escape") onCancel();
  };
  const onSubmit = (event) => {
    event.preventDefault();
    if (text.trim()) onSend(text.trim());
    else field.current.focus();
  };
  return (
    <form className="gw-field" onSubmit={onSubmit} onKeyDown={onKeyDown}>
      <label htmlFor={id}>{button.reason}</label>
      <div className="gw-field-line">
        <input
          id={id}
          ref={field}
          type="text"
          className="gw-input"
          value={text}
          required
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="gw-button gw-primary">Send</button>
        <button type="button" className="gw-button" onClick={onCancel}>Cancel</button>
      </div>
    </form>
  );
}

function Question({ props, callAction }) {
  const { question, live, text, place, follow_up: followUp, buttons = [] } = props;
  const sender = useSender(React, callAction);
  const here = useArrival(React, live, text, callAction);
  const [asking, setAsking] = React.useState(null);
  const opener = React.useRef(null);

  const press = (button, event) => {
    if (button.reason === undefined) return sender.send("click", { question, action: button.action }, button.action);
    opener.current = event.currentTarget;
    return setAsking(asking === button.action ? null : button.action);
  };
  const cancel = () => {
    setAsking(null);
    if (opener.current && opener.current.isConnected) opener.current.focus();
  };
  const give = async (reason) => {
    const sent = await sender.send("click", { question, action: asking, text: reason }, asking);
    if (sent) cancel();
  };
  const asked = buttons.find((button) => button.action === asking);

  return (
    <div
      role="group"
      ref={here}
      tabIndex={-1}
      className={live ? "gw-question" : "gw-question gw-past"}
      aria-label={live ? "The question now" : "An earlier question"}
      data-testid="question"
      data-question={question}
      data-live={live}
    >
      {place && <Place place={place} followUp={followUp} live={live} />}
      {paragraphs(text).map((paragraph, i) => <p key={i} className="gw-asked">{paragraph}</p>)}
      {live && (
        <>
          <div className="gw-buttons">
            {buttons.map((button) => (
              <button
                key={button.action}
                type="button"
                className="gw-button gw-quiet"
                data-action={button.action}
                aria-disabled={sender.busy ? true : undefined}
                aria-busy={sender.busy === button.action || undefined}
                aria-expanded={button.reason === undefined ? undefined : asking === button.action}
                onClick={(event) => press(button, event)}
              >
                {button.label}
              </button>
            ))}
            <PanelButton React={React} callAction={callAction} />
          </div>
          {asked && <Reason key={asking} button={asked} id={`gw-${question}-reason`} onSend={give} onCancel={cancel} />}
          <Answer React={React} sender={sender} />
        </>
      )}
    </div>
  );
}

const Stable = once("Question", Question);
export default <Stable props={props} callAction={callAction} />;
