import { beginningOf, type Recording } from "../replay";
import type { Player } from "./player";

/** How many times as fast a recording can be played. */
const SPEEDS = [1, 2, 5, 10, 20];

/** Pause, the time line, the chapters and the speed; and what is played. */
export function PlayerControls({ recording, player }: { recording: Recording; player: Player }) {
  const { about, chapters, speed: initial } = recording;
  const { place, speed, isPlaying, toggle, jump, setSpeed } = player;
  const { to } = chapters[place.chapter]!;
  const moment = Math.min(place.moment, to);
  const position = `${Math.floor(moment)} s of ${Math.floor(to)} s`;
  const speeds = [...new Set([...SPEEDS, initial])].sort((a, b) => a - b);
  return (
    <section class="player" aria-label="Player">
      <p class="about">{about}</p>
      <div class="buttons">
        <button type="button" class="play" onClick={toggle}>
          {isPlaying ? "Pause" : "Play"}
        </button>
        <label>
          Chapter
          <select
            value={place.chapter}
            onChange={({ currentTarget }) => jump(beginningOf(Number(currentTarget.value)))}
          >
            {chapters.map(({ title }, index) => (
              <option value={index}>{title}</option>
            ))}
          </select>
        </label>
        <label>
          Speed
          <select value={speed} onChange={({ currentTarget }) => setSpeed(Number(currentTarget.value))}>
            {speeds.map((each) => (
              <option value={each}>{each} ×</option>
            ))}
          </select>
        </label>
      </div>
      <label class="line">
        Time
        <input
          type="range"
          min={0}
          max={Math.ceil(to)}
          value={Math.round(moment)}
          aria-valuetext={position}
          onInput={({ currentTarget }) => jump({ ...place, moment: Number(currentTarget.value) })}
        />
        <span class="position" aria-hidden="true">
          {position}
        </span>
      </label>
    </section>
  );
}
