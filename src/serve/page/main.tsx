import { render } from "preact";
import "../../report/html/base.css";
import { Page } from "./Page";
import "./style.css";

render(<Page />, document.getElementById("page")!);
