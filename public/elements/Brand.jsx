import * as React from "react";
import { ChevronRight, Trash2, Upload } from "lucide-react";

const { once, tooLarge, sendFile, useFound, useSender, useView, Answer, Waiting } = window.gatewise;

const COLOURS = [
  ["primary", "Main colour", "for headings and areas; readable on white paper"],
  ["accent", "Second colour", "for lines and charts"],
];
const full = (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? colour : "#000000");

/** A file of the brand: brought, replaced, taken away. */
function Part({ part, shown, fixed, onChanged }) {
  const [state, setState] = React.useState({ busy: false, wrong: "" });
  const chosen = React.useRef(null);
  const send = async (method, file) => {
    setState({ busy: true, wrong: "" });
    const { taken, notice } = await sendFile(method, part.href, file);
    setState({ busy: false, wrong: taken ? "" : notice });
    if (taken) onChanged();
  };
  const bring = (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    const large = tooLarge(file, part.largest);
    if (large) setState({ busy: false, wrong: large });
    else send("POST", file);
  };
  return (
    <div className="gw-brand-part" data-part={part.part}>
      <p className="gw-label">
        {part.label} <span className="gw-word">{part.kept ? "yours" : part.part === "logo" ? "none" : "the built-in one"}</span>
      </p>
      {shown && <img className="gw-brand-logo" src={shown} alt="Your logo" />}
      {!fixed && (
        <div className="gw-buttons">
          <button type="button" className="gw-button gw-quiet" aria-busy={state.busy || undefined} onClick={() => chosen.current.click()}>
            <Upload aria-hidden="true" /> {part.kept ? "Replace" : "Upload"}<span className="gw-sr"> {part.label}</span>
          </button>
          <input ref={chosen} type="file" hidden accept={part.accept} onChange={bring} />
          {part.kept && (
            <button type="button" className="gw-button gw-quiet" onClick={() => send("DELETE")}>
              <Trash2 aria-hidden="true" /> Remove<span className="gw-sr"> {part.label}</span>
            </button>
          )}
        </div>
      )}
      {state.wrong && <p className="gw-error" role="alert" data-testid="brand-refused">{state.wrong}</p>}
    </div>
  );
}

function Form({ brand, put, load, callAction, version }) {
  const sender = useSender(React, callAction);
  const [draft, setDraft] = React.useState({});
  const [wrong, setWrong] = React.useState({});
  const [saved, setSaved] = React.useState("");
  const value = (field) => (field in draft ? draft[field] : brand[field]);
  const set = (field) => (event) => {
    const given = event.target.value;
    setSaved("");
    setWrong((now) => ({ ...now, [field]: undefined }));
    setDraft((now) => ({ ...now, [field]: given }));
  };
  const save = async (event) => {
    event.preventDefault();
    const response = await sender.send("save_brand", { name: value("name"), primary: value("primary"), accent: value("accent") });
    if (!response || response.notice) return;
    setWrong(response.wrong || {});
    if (response.wrong) return;
    put(response);
    setDraft({});
    setSaved("Saved. The next document looks like this.");
  };
  const problem = (field) => wrong[field] && <p id={`brand-${field}-wrong`} className="gw-error" data-testid="problem">{wrong[field]}</p>;
  const given = (field) => ({
    value: value(field),
    onChange: set(field),
    disabled: !!brand.fixed,
    "aria-invalid": wrong[field] ? true : undefined,
    "aria-describedby": wrong[field] ? `brand-${field}-wrong` : undefined,
  });
  return (
    <div className="gw-brand">
      <p className="gw-statement">{brand.fixed || "Name, colours, logo and templates of your own, for the documents of everybody who works here."}</p>
      {brand.problems.length > 0 && <ul className="gw-lines gw-error">{brand.problems.map((line, i) => <li key={i}>{line}</li>)}</ul>}
      <form onSubmit={save} noValidate>
        <div className="gw-field">
          <label htmlFor="brand-name">Name</label>
          <input id="brand-name" type="text" className="gw-input" autoComplete="organization" placeholder="Gatewise" {...given("name")} />
          {problem("name")}
        </div>
        {COLOURS.map(([field, label, what]) => (
          <div key={field} className="gw-field">
            <label htmlFor={`brand-${field}`}>{label} <span className="gw-word">{what}</span></label>
            <div className="gw-colour">
              <input type="color" aria-label={`${label}, to pick`} value={full(value(field))} onChange={set(field)} disabled={!!brand.fixed} />
              <input id={`brand-${field}`} type="text" className="gw-input" spellCheck={false} {...given(field)} />
            </div>
            {problem(field)}
          </div>
        ))}
        {!brand.fixed && (
          <div className="gw-foot">
            <button type="submit" className="gw-button gw-primary" data-action="save_brand" aria-busy={!!sender.busy || undefined}>Save</button>
            <span className="gw-note" role="status">{saved}</span>
          </div>
        )}
        <Answer React={React} sender={sender} />
      </form>
      {brand.parts.map((part) => (
        <Part
          key={part.part}
          part={part}
          shown={part.part === "logo" && brand.logo ? `${brand.logo}?${version}` : ""}
          fixed={brand.fixed}
          onChanged={load}
        />
      ))}
    </div>
  );
}

function Brand({ props, callAction }) {
  const view = useView(React, "documents");
  const [open, setOpen] = React.useState(false);
  const [version, setVersion] = React.useState(0);
  const asked = useFound(React, callAction, "brand", {}, view.on && open, version);
  if (!view.on) return null;
  return (
    <section className="gw-checklist" aria-label="How the documents look" data-testid="brand">
      <button type="button" className="gw-line-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="gw-line-title gw-label">How they look: your brand</span>
        <ChevronRight className="gw-chevron" aria-hidden="true" />
      </button>
      {open && !asked.found && <Waiting React={React} asked={asked} />}
      {open && asked.found && (
        <Form brand={asked.found} put={asked.put} load={() => setVersion(version + 1)} callAction={callAction} version={version} />
      )}
    </section>
  );
}

const Stable = once("Brand", Brand);
export default <Stable props={props} callAction={callAction} />;
