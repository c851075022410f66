import * as React from "react";
import { ArrowRight, Eye, FileText, Info, PenLine, RotateCcw } from "lucide-react";

const { once, paragraphs, usePanel, useTop, Downloads } = window.gatewise;

const ICONS = { notice: Info, recap: RotateCcw, gate: ArrowRight, signed: PenLine, example: Eye, documents: FileText };

/** The way to the checklist of the finished example, which no question leads to. */
function Panel({ callAction }) {
  const panel = usePanel(React, true, callAction);
  if (panel.open) return null;
  return (
    <p>
      <button type="button" className="gw-button gw-quiet" data-action="panel" onClick={panel.show}>Checklist</button>
    </p>
  );
}

function Said({ props, callAction }) {
  const { tone, title, text, lines, cites, downloads } = props;
  const Icon = ICONS[tone];
  const here = useTop(React, tone === "example");
  return (
    <div ref={here} className={`gw-said gw-tone-${tone}`} data-testid="said" data-tone={tone}>
      {Icon && <Icon className="gw-said-icon" aria-hidden="true" />}
      <div className="gw-said-body">
        {title && <h2 className="gw-title">{title}</h2>}
        {paragraphs(text).map((paragraph, i) => <p key={i} className="gw-prose">{paragraph}</p>)}
        {lines.length > 0 && <ul className="gw-lines">{lines.map((line, i) => <li key={i}>{line}</li>)}</ul>}
        {cites.length > 0 && (
          <p className="gw-cites">
            <span>Based on</span> {cites.map((cite) => `${cite.title} (${cite.source})`).join("; ")}
          </p>
        )}
        {downloads.length > 0 && <Downloads React={React} downloads={downloads} />}
        {tone === "example" && <Panel callAction={callAction} />}
      </div>
    </div>
  );
}

const Stable = once("Said", Said);
export default <Stable props={props} callAction={callAction} />;
