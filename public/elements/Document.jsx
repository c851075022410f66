import * as React from "react";
import { FileCheck2, FileQuestion, FileText, FileX2 } from "lucide-react";

const { once } = window.gatewise;

const ICONS = { reading: FileText, read: FileCheck2, nothing: FileQuestion, refused: FileX2 };

function Document({ props }) {
  const { name, state, share, text, lines } = props;
  const Icon = ICONS[state] || FileText;
  const known = typeof share === "number";
  return (
    <div className={`gw-document gw-document-${state}`} data-testid="document" data-state={state}>
      <Icon className="gw-said-icon" aria-hidden="true" />
      <div className="gw-said-body">
        <p className="gw-document-name">{name}</p>
        {text && <p className="gw-prose" role={state === "refused" ? "alert" : undefined}>{text}</p>}
        {state === "reading" && (
          <progress className="gw-progress" aria-label={`Reading ${name}`} max="1" value={known ? share : undefined} />
        )}
        {lines.length > 0 && <ul className="gw-lines">{lines.map((line, i) => <li key={i}>{line}</li>)}</ul>}
      </div>
    </div>
  );
}

const Stable = once("Document", Document);
export default <Stable props={props} />;
