import { render } from "preact";
import "../../visuals/base.css";
import { Page } from "./Page";
import "./style.css";

render(<Page />, document.getElementById("page")!);
