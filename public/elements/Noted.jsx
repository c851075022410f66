import * as React from "react";

const { once, Row } = window.gatewise;

function Noted({ props }) {
  return (
    <div role="group" className="gw-noted gw-brief" aria-label="Noted" data-testid="noted">
      <h2 className="gw-sub">Noted</h2>
      <ul className="gw-rows">{props.rows.map((row) => <Row key={row.element} React={React} row={row} />)}</ul>
    </div>
  );
}

const Stable = once("Noted", Noted);
export default <Stable props={props} />;
