import type { JourneyView } from "../api/journeys.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { atTheEnd, journeyMap, type MapStep, triggerWords } from "./journey-map.ts";
import style from "./journey-map-view.module.css";

/** A journey from its trigger to its end: what happens, and where people are. */
export function JourneyMapView({ journey }: { journey: JourneyView }) {
  const { counts, steps, trigger, stopOn } = journey;
  const ended = Object.values(counts.ended).reduce((sum, count) => sum + count, 0);
  return (
    <div className={style.map}>
      <p className={style.edge}>{triggerWords(trigger)}</p>
      <Steps steps={journeyMap(steps, counts.active)} />
      <p className={style.edge}>
        The end{stopOn.length === 0 ? "" : `; also at once with ${stopOn.join(" or ")}`}
        <People count={atTheEnd(steps, counts.active)} />
      </p>
      {counts.waiting === 0 ? null : (
        <p className={style.edge}>
          <strong>{formatCount(counts.waiting)}</strong> {plural(counts.waiting, "has", "have")} nothing left to do but
          that the last message goes out: <a href="#/messages">what keeps it</a>
        </p>
      )}
      {ended === 0 ? null : (
        <ul className={style.ended} aria-label="How it ended">
          {Object.entries(counts.ended)
            .sort((a, b) => b[1] - a[1])
            .map(([why, count]) => (
              <li key={why}>
                <strong>{formatCount(count)}</strong> ended: {why}
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}

function Steps({ steps }: { steps: readonly MapStep[] }) {
  return (
    <ol className={style.steps}>
      {steps.map((step) => (
        <li key={step.position}>
          <div className={style.step}>
            <span>{step.words}</span>
            <People count={step.people} />
          </div>
          {step.ways.length === 0 ? null : (
            <div className={style.ways}>
              {step.ways.map(({ label, steps: below }) => (
                <div key={label} className={style.way}>
                  <p className={style.label}>{label}</p>
                  {below.length === 0 ? <p className={style.label}>Goes on</p> : <Steps steps={below} />}
                </div>
              ))}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function People({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className={style.people}>
      {formatCount(count)} {plural(count, "person", "people")} here
    </span>
  );
}
