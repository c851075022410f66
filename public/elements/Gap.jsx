import * as React from "react";

const { once, paragraphs, Cites, Row } = window.gatewise;

/** What the first two paragraphs of an explanation tell. */
const HEADINGS = ["Why it matters", "How to close it"];

function Gap({ props, callAction }) {
  const { criterion, rating, word, missing, text, owner, effort, done, cites } = props;
  const facts = [["Usually done by", owner], ["Takes", effort], ["Done when", done]].filter(([, value]) => value);
  return (
    <div role="group" className="gw-card gw-gap" aria-label={`Gap: ${criterion}`} data-testid="gap">
      <h2 className="gw-title gw-shaped">
        <i className={`gw-shape gw-${rating}`} aria-hidden="true" />
        <span>{criterion} <span className="gw-word">{word}</span></span>
      </h2>
      {missing.length > 0 && (
        <>
          <h3 className="gw-sub">What is missing</h3>
          <ul className="gw-rows">{missing.map((row) => <Row key={row.element} React={React} row={row} />)}</ul>
        </>
      )}
      {paragraphs(text).map((paragraph, i) => (
        <div key={i}>
          {HEADINGS[i] && <h3 className="gw-sub">{HEADINGS[i]}</h3>}
          <p className="gw-prose">{paragraph}</p>
        </div>
      ))}
      {facts.length > 0 && (
        <dl className="gw-facts">
          {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
      <Cites React={React} cites={cites} callAction={callAction} />
    </div>
  );
}

const Stable = once("Gap", Gap);
export default <Stable props={props} callAction={callAction} />;
