import * as React from "react";

const { once, useBeingPanel } = window.gatewise;

/** The panel as a whole. Nothing of it is seen but its name: Chainlit's title is that of the last element. */
function Assessment({ callAction }) {
  useBeingPanel(React, callAction);
  return null;
}

const Stable = once("Assessment", Assessment);
export default <Stable callAction={callAction} />;
