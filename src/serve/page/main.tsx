import { render } from "preact";
import "../../visuals/base.css";
import type { Recording } from "../replay";
import type { LiveState } from "../state";
import { Page } from "./Page";
import { Replay } from "./Replay";
import "./style.css";

const page = document.getElementById("page")!;

void fetch("/api/state")
  .then((answer) => answer.json() as Promise<LiveState | Recording>)
  .then((state) => {
    if (!("chapters" in state)) return render(<Page />, page);
    document.title = "Podium, replay";
    render(<Replay recording={state} />, page);
  });
