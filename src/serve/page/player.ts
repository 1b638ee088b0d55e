import { useEffect, useState } from "preact/hooks";
import { beginningOf, onward, type Place, type Recording } from "../replay";

/** Seconds between two moments that are shown. */
const TICK = 0.1;

/** Seconds for which a chapter's end is shown before the next one begins, at any speed. */
const REST = 4;

/** Where a replay is, and what controls it. */
export interface Player {
  place: Place;
  speed: number;
  isPlaying: boolean;
  /** Plays on or pauses; after the end, plays from the beginning. */
  toggle(): void;
  jump(place: Place): void;
  setSpeed(speed: number): void;
}

/** Plays a recording: its first chapter at first, then the others. */
export function usePlayer({ chapters, speed: initial }: Recording): Player {
  const [place, jump] = useState(beginningOf(0));
  const [speed, setSpeed] = useState(initial);
  const [isRunning, setRunning] = useState(true);
  const isOver = place.chapter === chapters.length - 1 && place.moment >= chapters.at(-1)!.to;
  const isPlaying = isRunning && !isOver;
  useEffect(() => {
    if (!isPlaying) return;
    let before = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const seconds = ((now - before) / 1000) * speed;
      before = now;
      jump((from) => onward(chapters, from, seconds, REST * speed));
    }, TICK * 1000);
    return () => clearInterval(timer);
  }, [isPlaying, speed]);
  const toggle = () => {
    if (isOver) jump(beginningOf(0));
    setRunning(!isPlaying);
  };
  return { place, speed, isPlaying, toggle, jump, setSpeed };
}
