import * as React from "react";
import { BookMarked, Trash2 } from "lucide-react";

const { once, useSender, when, Answer } = window.gatewise;

function Library({ props, callAction }) {
  const { list, title, text, documents } = props;
  const sender = useSender(React, callAction);
  const [asked, setAsked] = React.useState("");
  const remove = async (document) => {
    if (asked !== document) return setAsked(document);
    setAsked("");
    await sender.send("remove_guidance", { document, list }, document);
  };
  return (
    <section className="gw-card" data-testid="library" aria-label={title}>
      <h2 className="gw-title"><BookMarked className="gw-said-icon" aria-hidden="true" /> {title}</h2>
      <p className="gw-prose">{text}</p>
      {documents.length > 0 && (
        <ul className="gw-library">
          {documents.map((document) => (
            <li key={document.id} data-document={document.name}>
              <div className="gw-said-body">
                <p className="gw-document-name">{document.name}</p>
                <p className="gw-quiet-line">{document.size}, added {when(document.added)}</p>
                {document.notes.map((note, i) => <p key={i} className="gw-quiet-line">{note}</p>)}
              </div>
              <button
                type="button"
                className="gw-button gw-quiet"
                disabled={Boolean(sender.busy)}
                aria-busy={sender.busy === document.id || undefined}
                aria-label={asked === document.id ? `Remove ${document.name} for good` : `Remove ${document.name}`}
                onClick={() => remove(document.id)}
                onBlur={() => setAsked("")}
              >
                <Trash2 aria-hidden="true" /> {asked === document.id ? "Remove for good?" : "Remove"}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Answer React={React} sender={sender} />
    </section>
  );
}

const Stable = once("Library", Library);
export default <Stable props={props} callAction={callAction} />;
