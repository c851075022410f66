import * as React from "react";

const { once, useFound, useSender, useView, when, Answer, Radar, Waiting } = window.gatewise;

/** A column for each run, so that what belongs beside each other stands beside each other. */
function Table({ runs }) {
  const rows = [
    ["Met", runs.map((run) => `${run.met} of ${run.of}`)],
    ["Would be", runs.map((run) => run.would_be)],
    ...runs[0].gates.map((gate, i) => [gate.title, runs.map((run) => (run.gates[i] ? `${run.gates[i].met} of ${run.gates[i].of}` : "–"))]),
  ];
  return (
    <div className="gw-scroll">
      <table className="gw-table gw-runs" data-testid="runs-table">
        <caption className="gw-sr">The runs of this pilot, the latest first</caption>
        <thead>
          <tr>
            <th scope="col">Begun</th>
            {runs.map((run) => (
              <th key={run.id} scope="col" data-run={run.id}>
                {run.here ? <strong>{when(run.begun)} (this)</strong> : <a className="gw-link" href={run.href}>{when(run.begun)}</a>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, i) => <td key={runs[i].id}>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Moved({ found }) {
  return (
    <div className="gw-moved" data-testid="moved">
      {found.lines.length > 0 && <ul className="gw-lines">{found.lines.map((line, i) => <li key={i}>{line}</li>)}</ul>}
      {found.criteria.map((criterion) => (
        <div key={criterion.title} className="gw-moved-criterion">
          <p className="gw-label">{criterion.title} {criterion.after && <span className="gw-word">{criterion.before} → {criterion.after}</span>}</p>
          {criterion.elements.map((element) => (
            <div key={element.label} className="gw-entry">
              <p>{element.label}: {element.before} → {element.after}</p>
              {element.said.map((said, i) => <p key={i} className="gw-note">{said}</p>)}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** What moved between two runs; by default between the two latest. */
function Compare({ runs, callAction, on }) {
  const [pair, setPair] = React.useState({ before: runs[1].id, after: runs[0].id });
  const asked = useFound(React, callAction, "compare", pair, on, "");
  const choose = (which, label) => (
    <div className="gw-field">
      <label htmlFor={`runs-${which}`}>{label}</label>
      <select id={`runs-${which}`} className="gw-input" value={pair[which]} onChange={(event) => setPair({ ...pair, [which]: event.target.value })}>
        {runs.map((run) => <option key={run.id} value={run.id}>{when(run.begun)}: {run.met} met</option>)}
      </select>
    </div>
  );
  return (
    <>
      <h3 className="gw-sub">What moved</h3>
      <div className="gw-plan-fields gw-pair">{choose("before", "From")}{choose("after", "To")}</div>
      {asked.failed && <p className="gw-error">{asked.failed}</p>}
      {asked.found && asked.found.after.gates.length > 2 && (
        <figure className="gw-radars">
          <Radar React={React} gates={asked.found.after.gates} earlier={asked.found.before.gates} />
          <figcaption className="gw-note">Filled: {when(asked.found.after.begun)}. Dashed: {when(asked.found.before.begun)}.</figcaption>
        </figure>
      )}
      {asked.found ? <Moved found={asked.found} /> : !asked.failed && <Waiting React={React} asked={asked} />}
    </>
  );
}

function Runs({ props, callAction }) {
  const view = useView(React, "runs");
  const asked = useFound(React, callAction, "runs", {}, view.on, `${props.assessment}-${view.version}`);
  const sender = useSender(React, callAction);
  if (!view.on) return null;
  if (!asked.found) return <Waiting React={React} asked={asked} />;
  const { runs, again } = asked.found;
  const begin = async () => {
    const response = await sender.send("again", {});
    if (response && response.href) window.location.assign(response.href);
  };
  return (
    <section className="gw-checklist" role="tabpanel" aria-label="Runs" data-testid="runs">
      <header>
        <h2 className="gw-pilot">Runs of this pilot</h2>
        {runs.length < 2 && <p className="gw-statement">There is one so far. Once it was assessed again, what moved stands here.</p>}
      </header>
      <Table runs={runs} />
      {again && (
        <div className="gw-card">
          <h3 className="gw-label">Assess it again</h3>
          <p className="gw-prose">{again}</p>
          <div className="gw-foot">
            <button type="button" className="gw-button" data-action="again" aria-busy={!!sender.busy || undefined} onClick={begin}>Assess again</button>
          </div>
          <Answer React={React} sender={sender} />
        </div>
      )}
      {runs.length > 1 && <Compare key={runs.map((r) => r.id).join()} runs={runs} callAction={callAction} on={view.on} />}
    </section>
  );
}

const Stable = once("Runs", Runs);
export default <Stable props={props} callAction={callAction} />;
