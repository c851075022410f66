import * as React from "react";

const { once, useView, Downloads } = window.gatewise;

function Documents({ props }) {
  const view = useView(React, "documents");
  if (!view.on) return null;
  return (
    <section className="gw-checklist" role="tabpanel" aria-label="Documents" data-testid="documents">
      <header>
        <h2 className="gw-pilot">Documents</h2>
        <p className="gw-statement">Everything is made anew from what is on record at the moment that you ask for it.</p>
      </header>
      <Downloads React={React} downloads={props.downloads} />
    </section>
  );
}

const Stable = once("Documents", Documents);
export default <Stable props={props} />;
