import * as React from "react";
import { ChevronRight, Download, Upload } from "lucide-react";

const { once, day, tooLarge, sendFile, useSender, useDownload, useFound, useView, renewViews, Answer, Fetched, Waiting } = window.gatewise;

const FIELDS = ["owner", "due", "status", "note"];
const HALF_A_DATE = "due: expected a whole date, or nothing.";

/** A gap, closed: what it is, who has it, until when, how it stands. */
function Line({ item, number, draft, open, statuses, onToggle }) {
  const shown = { ...item, ...draft };
  const status = statuses.find(({ value }) => value === shown.status);
  return (
    <button type="button" className="gw-line-button gw-plan-line" aria-expanded={open} onClick={onToggle}>
      {item.heard ? <span className="gw-plan-number">{number}</span> : <i className="gw-shape gw-open" aria-hidden="true" />}
      <span className="gw-line-title">
        <span className={["done", "dropped"].includes(shown.status) ? "gw-over-with" : ""}>{item.title}</span>{" "}
        {item.must_meet && <span className="gw-tag" title="Has to be met for the gate to pass">must<span className="gw-sr"> be met</span></span>}{" "}
        {Object.keys(draft).length > 0 && <span className="gw-tag gw-now">not saved</span>}
        <span className="gw-plan-facts">
          <span className={`gw-tag gw-status-${shown.status}`}>{status ? status.label : shown.status}</span>{" "}
          <span>{shown.owner || `usually ${item.usually}`}</span>{" "}
          {shown.due && <span>by {day(shown.due)}</span>}
          {shown.note && <span className="gw-plan-note">{shown.note}</span>}
        </span>
      </span>
      <ChevronRight className="gw-chevron" aria-hidden="true" />
    </button>
  );
}

function Field({ id, label, problem, children }) {
  return (
    <div className="gw-field">
      <label htmlFor={id}>{label}</label>
      {children}
      {problem && <p id={`${id}-problem`} className="gw-error" data-testid="problem">{problem}</p>}
    </div>
  );
}

/** A gap, opened: how to close it, and the fields. */
function Opened({ item, plan, draft, problems, change }) {
  const id = (field) => `plan-${item.criterion}-${field}`;
  const value = (field) => (field in draft ? draft[field] : item[field]);
  const given = (field) => ({
    id: id(field),
    className: "gw-input",
    "data-field": field,
    value: value(field),
    disabled: !plan.editable,
    "aria-invalid": problems[field] ? true : undefined,
    "aria-describedby": problems[field] ? `${id(field)}-problem` : undefined,
    onChange: (event) => change(field, event.target.value, event.target.validity && event.target.validity.badInput),
  });
  return (
    <div className="gw-opened" data-testid="gap-plan">
      <p className="gw-statement">{item.heard ? item.fix : "Nothing is known to be missing yet: find out first."}</p>
      <div className="gw-plan-fields">
        <Field id={id("owner")} label="Owner" problem={problems.owner}>
          <input type="text" list="plan-owners" autoComplete="off" placeholder={`usually ${item.usually}`} {...given("owner")} />
        </Field>
        <Field id={id("due")} label="Due" problem={problems.due}>
          <input
            type="date"
            {...given("due")}
            onBlur={(event) => change("due", event.target.value, event.target.validity.badInput)}
          />
        </Field>
        <Field id={id("status")} label="Status" problem={problems.status}>
          <select {...given("status")}>
            {plan.statuses.map(({ value: status, label }) => <option key={status} value={status}>{label}</option>)}
          </select>
        </Field>
        <Field id={id("note")} label="Note" problem={problems.note}>
          <textarea rows={2} {...given("note")} />
        </Field>
      </div>
      <p className="gw-note">{[item.gate, item.word, item.effort && `takes ${item.effort}`].filter(Boolean).join(" · ")}</p>
      {item.done && <p className="gw-note"><strong>Done when</strong> {item.done}</p>}
    </div>
  );
}

/** The plan as a workbook, out and in again. */
function Workbook({ plan, onTaken }) {
  const download = useDownload(React);
  const [state, setState] = React.useState({ busy: false, told: "", problems: [], wrong: false });
  const chosen = React.useRef(null);

  const bring = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    const large = tooLarge(file, plan.largest);
    if (large) {
      setState({ busy: false, told: large, problems: [], wrong: true });
      return;
    }
    setState({ busy: true, told: `Reading ${file.name} …`, problems: [], wrong: false });
    const { taken, notice, problems } = await sendFile("POST", plan.import_href, file);
    setState({ busy: false, told: notice, problems, wrong: !taken });
    if (taken) onTaken();
  };
  return (
    <div className="gw-workbook" data-testid="workbook">
      <h3 className="gw-sub">In Excel</h3>
      <div className="gw-buttons">
        <button
          type="button"
          className="gw-button gw-quiet"
          aria-busy={!!download.busy || undefined}
          onClick={() => download.fetchIt(plan.workbook, "the workbook")}
        >
          <Download aria-hidden="true" /> Take it along
        </button>
        {plan.import_href && (
          <>
            <button type="button" className="gw-button gw-quiet" aria-busy={state.busy || undefined} onClick={() => chosen.current.click()}>
              <Upload aria-hidden="true" /> Bring it back
            </button>
            <input ref={chosen} type="file" hidden accept=".xlsx" data-testid="edited-plan" onChange={bring} />
          </>
        )}
      </div>
      <Fetched React={React} download={download} />
      {state.told && (
        <div role="status" className={state.wrong ? "gw-error" : "gw-notice"} data-testid="brought">
          <p>{state.told}</p>
          {state.problems.length > 0 && <ul className="gw-lines">{state.problems.map((problem, i) => <li key={i}>{problem}</li>)}</ul>}
        </div>
      )}
    </div>
  );
}

function Plan({ props, callAction }) {
  const view = useView(React, "plan");
  const asked = useFound(React, callAction, "plan", {}, view.on, `${props.assessment}-${view.version}`);
  const sender = useSender(React, callAction);
  const [drafts, setDrafts] = React.useState({});
  const [problems, setProblems] = React.useState({});
  const [open, setOpen] = React.useState({});
  const [saved, setSaved] = React.useState("");
  React.useEffect(() => {
    setDrafts({});
    setProblems({});
    setOpen({});
  }, [props.assessment]);

  if (!view.on) return null;
  const plan = asked.found;
  if (!plan) return <Waiting React={React} asked={asked} />;

  const changed = plan.items.filter(({ criterion }) => drafts[criterion]);
  const unclear = Object.values(problems).some((fields) => fields.due === HALF_A_DATE);

  const change = (item) => (field, value, half) => {
    setSaved("");
    setProblems((now) => ({ ...now, [item.criterion]: { ...now[item.criterion], [field]: half ? HALF_A_DATE : undefined } }));
    setDrafts((now) => {
      const next = { ...now[item.criterion], [field]: value };
      if (value === item[field] && !half) delete next[field];
      const all = { ...now, [item.criterion]: next };
      if (!Object.keys(next).length) delete all[item.criterion];
      return all;
    });
  };

  const save = async (event) => {
    event.preventDefault();
    if (!changed.length || unclear) return;
    const changes = changed.map(({ criterion }) => ({ criterion, ...drafts[criterion] }));
    const response = await sender.send("save_plan", { changes });
    if (!response || response.notice) return;
    if (response.problems) {
      setProblems(response.problems);
      setOpen((now) => ({ ...now, ...Object.fromEntries(Object.keys(response.problems).map((criterion) => [criterion, true])) }));
      return;
    }
    asked.put(response);
    setDrafts({});
    setProblems({});
    setSaved(changes.length === 1 ? "Saved." : `Saved: ${changes.length} gaps.`);
  };

  const lines = (items) => (
    <ol className="gw-plan-list">
      {items.map((item, i) => (
        <li key={item.criterion} className="gw-line" data-gap={item.criterion}>
          <Line
            item={item}
            number={i + 1}
            draft={drafts[item.criterion] || {}}
            open={!!open[item.criterion]}
            statuses={plan.statuses}
            onToggle={() => setOpen((now) => ({ ...now, [item.criterion]: !now[item.criterion] }))}
          />
          {open[item.criterion] && (
            <Opened
              item={item}
              plan={plan}
              draft={drafts[item.criterion] || {}}
              problems={problems[item.criterion] || {}}
              change={change(item)}
            />
          )}
        </li>
      ))}
    </ol>
  );
  const known = plan.items.filter(({ heard }) => heard);
  const unheard = plan.items.filter(({ heard }) => !heard);
  const whole = problems[""] && problems[""][""];
  return (
    <section className="gw-checklist" role="tabpanel" aria-label="Plan" data-testid="plan">
      <header>
        <h2 className="gw-pilot">Action plan</h2>
        <p className="gw-statement">
          {plan.items.length
            ? "The gaps in the order in which they are worth closing: first what keeps the verdict back, then what is quick."
            : "There are no gaps: nothing to plan."}
        </p>
      </header>
      <form className="gw-plan" onSubmit={save} noValidate>
        <datalist id="plan-owners">{plan.owners.map((owner) => <option key={owner} value={owner} />)}</datalist>
        {known.length > 0 && lines(known)}
        {unheard.length > 0 && (
          <>
            <h3 className="gw-sub">To find out first: nothing is known to be missing yet</h3>
            {lines(unheard)}
          </>
        )}
        {changed.length > 0 && (
          <div className="gw-foot gw-keep-in-sight">
            <button
              type="submit"
              className="gw-button gw-primary"
              data-action="save_plan"
              aria-disabled={sender.busy || unclear ? true : undefined}
              aria-busy={!!sender.busy || undefined}
            >
              Save {changed.length === 1 ? "1 gap" : `${changed.length} gaps`}
            </button>
            <button type="button" className="gw-button gw-quiet" onClick={() => { setDrafts({}); setProblems({}); }}>Undo</button>
            {Object.values(problems).some((fields) => FIELDS.some((field) => fields[field])) && (
              <span className="gw-error" role="alert">Something cannot be saved like this: see above.</span>
            )}
          </div>
        )}
        {whole && <p className="gw-error">{whole}</p>}
        <p className="gw-note" role="status" data-testid="saved">{saved}</p>
        <Answer React={React} sender={sender} />
      </form>
      {plan.items.length > 0 && <Workbook plan={plan} onTaken={renewViews} />}
    </section>
  );
}

const Stable = once("Plan", Plan);
export default <Stable props={props} callAction={callAction} />;
