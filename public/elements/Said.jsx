import * as React from "react";
import { ArrowRight, Eye, FileText, Info, PenLine, RotateCcw } from "lucide-react";

const { once, paragraphs, usePanel, useTop, Cites, Downloads, Prose } = window.gatewise;

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

function Said({ props, callAction, sendUserMessage }) {
  const { tone, title, text, lines, cites, downloads, asks, cost } = props;
  const Icon = ICONS[tone];
  const here = useTop(React, tone === "example");
  return (
    <div ref={here} className={`gw-said gw-tone-${tone}`} data-testid="said" data-tone={tone}>
      {Icon && <Icon className="gw-said-icon" aria-hidden="true" />}
      <div className="gw-said-body">
        {title && <h2 className="gw-title">{title}</h2>}
        {paragraphs(text).map((paragraph, i) => <Prose key={i} React={React} text={paragraph} />)}
        {lines.length > 0 && <ul className="gw-lines">{lines.map((line, i) => <li key={i}>{line}</li>)}</ul>}
        <Cites React={React} cites={cites} callAction={callAction} numbered />
        {downloads.length > 0 && <Downloads React={React} downloads={downloads} />}
        {cost && <p className="gw-note" data-testid="took">{cost}</p>}
        {asks.length > 0 && (
          <ul className="gw-asks" aria-label="You could ask next">
            {asks.map((ask) => (
              <li key={ask}><button type="button" className="gw-button gw-quiet gw-ask" onClick={() => sendUserMessage(ask)}>{ask}</button></li>
            ))}
          </ul>
        )}
        {tone === "example" && <Panel callAction={callAction} />}
      </div>
    </div>
  );
}

const Stable = once("Said", Said);
export default <Stable props={props} callAction={callAction} sendUserMessage={sendUserMessage} />;
