import { columnAt, type Recording } from "../replay";
import { Column } from "./Column";
import { Header } from "./Header";
import { usePlayer } from "./player";
import { PlayerControls } from "./PlayerControls";

/** The whole page of a replay: the player, and a column for each orchestrator. */
export function Replay({ recording }: { recording: Recording }) {
  const { chapters, rate } = recording;
  const player = usePlayer(recording);
  const { chapter: index, moment } = player.place;
  const { title, question, parts, others } = chapters[index]!;
  return (
    <>
      <Header title="Side by side, recorded">
        One orchestrator was measured at a time, at {rate} requests per second. What is shown side by side are
        their runs of the same drill, aligned at their starts.
      </Header>
      <main class={`replay${player.isPlaying ? "" : " paused"}`}>
        <PlayerControls recording={recording} player={player} />
        <p class="chapter">
          <strong>{title}</strong>: {question}
        </p>
        <div class="columns" data-count={parts.length}>
          {parts.map((part) => (
            <Column key={part.name} column={columnAt(part, moment)} rate={rate} />
          ))}
        </div>
        {others.length > 0 && (
          <ul class="aside note" aria-label="Without a recording">
            {others.map(({ title: name, verdict, reason }) => (
              <li>
                <strong>{name}</strong> has nothing to replay here: {verdict}
                {reason && `, ${reason}`}
              </li>
            ))}
          </ul>
        )}
      </main>
    </>
  );
}
